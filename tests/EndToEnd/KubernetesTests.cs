using System.Diagnostics;
using QmpFuzz.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>The manifests in scripts/k8s: what they say, and the commands in them, over a folder in place of the volume.</summary>
public sealed class KubernetesTests
{
    private const string Hour = "--time 1h";

    private static readonly string Manifests = Repository.PathOf("scripts/k8s");

    [Fact]
    public void Kustomization_Always_NamesEveryManifest() => Assert.Equal(
        Directory.GetFiles(Manifests).Select(path => Path.GetFileName(path)).Where(name => name != "kustomization.yaml").Order(StringComparer.Ordinal),
        Items(Load("kustomization.yaml")["resources"]).Select(Text).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("shards.yaml", "batch/v1", "Job")]
    [InlineData("merge.yaml", "batch/v1", "CronJob")]
    [InlineData("store.yaml", "v1", "PersistentVolumeClaim")]
    public void Manifest_Always_HasItsKindAndOneVolumeThatIsClaimed(string file, string version, string kind)
    {
        YamlNode manifest = Load(file);
        Assert.Equal((version, kind), (Text(manifest["apiVersion"]), Text(manifest["kind"])));
        string claim = Text(Load("store.yaml")["metadata"]["name"]);
        Assert.All(Pods(manifest), pod => Assert.Equal(claim, Text(Items(pod["volumes"]).Single()["persistentVolumeClaim"]["claimName"])));
        Assert.All(Pods(manifest).SelectMany(Containers), container => Assert.Equal("/store", Text(Items(container["volumeMounts"]).Single()["mountPath"])));
    }

    [Fact]
    public void Shards_Always_HaveAnIndexEachAndMaySaveTheirState()
    {
        YamlNode spec = Load("shards.yaml")["spec"];
        Assert.Equal(("Indexed", Text(spec["completions"])), (Text(spec["completionMode"]), Text(spec["parallelism"])));
        Assert.Contains("shard-$JOB_COMPLETION_INDEX", Command("shards.yaml", "fuzz"), StringComparison.Ordinal);
        Assert.True(int.Parse(Text(Pods(Load("shards.yaml")).Single()["terminationGracePeriodSeconds"])) >= 30);
    }

    [Fact]
    public async Task Kubectl_OfTheFolder_BuildsEveryObject()
    {
        string kubectl = ExternalProgram.Require("kubectl", "kubernetes-client");
        using RunningProcess build = RunningProcess.Start(kubectl, ["kustomize", Manifests]);
        Assert.True(await build.WaitAsync() == 0, build.Errors);
        Assert.All(["kind: PersistentVolumeClaim", "kind: Job", "kind: CronJob", "image: qmpfuzz:latest"], part => Assert.Contains(part, build.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Commands_OverOneFolder_ShareSurviveAKillAndMerge()
    {
        using TemporaryFolder store = new();
        await RunAsync(store, "shards.yaml", "seeds");
        Assert.NotEmpty(Directory.GetFiles(store.File("corpus")));
        using RunningProcess first = Start(store, "shards.yaml", "fuzz", time: "--time 60s");
        using RunningProcess second = Start(store, "shards.yaml", "fuzz", index: 1, time: "--execs 4000");
        await WaitForFileAsync(store.File("sync/shard-0/fuzzer_stats"));
        KillChildOf(first);
        Assert.Equal(1, await first.WaitAsync());
        Assert.Equal(0, await second.WaitAsync(120));
        string[] kept = Directory.GetFiles(store.File("sync/shard-0/queue"), "id:*");     // not what the kill left unfinished
        await RunAsync(store, "shards.yaml", "fuzz", time: "--execs 2000");
        Assert.Empty(kept.Except(Directory.GetFiles(store.File("sync/shard-0/queue"))));
        Assert.NotEmpty(Directory.GetFiles(store.File("sync/shard-0/queue"), "*sync:shard-1*"));
        await RunAsync(store, "merge.yaml", "merge");
        Assert.NotEmpty(Directory.GetFiles(store.File("corpus"), "*.qmpt"));
        Assert.False(Directory.Exists(store.File("corpus.new")));
    }

    private static async Task RunAsync(TemporaryFolder store, string file, string container, string time = Hour)
    {
        using RunningProcess run = Start(store, file, container, time: time);
        Assert.True(await run.WaitAsync(120) == 0, run.Output + run.Errors);
    }

    /// <summary>The command of a container, with the paths of the image and of the volume as they are here, and for less than an hour.</summary>
    private static RunningProcess Start(TemporaryFolder store, string file, string container, int index = 0, string time = Hour)
    {
        string command = Command(file, container)
            .Replace("/opt/qmpfuzz", AppContext.BaseDirectory.TrimEnd('/'), StringComparison.Ordinal)
            .Replace("/store", store.Path, StringComparison.Ordinal)
            .Replace(Hour, time, StringComparison.Ordinal);
        return RunningProcess.Start("/usr/bin/env", [$"JOB_COMPLETION_INDEX={index}", "sh", "-c", command], store.Path);
    }

    // two campaigns that start at once take their time on a busy machine
    private static async Task WaitForFileAsync(string path)
    {
        for (int tries = 0; tries < 500 && !File.Exists(path); tries++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    // a pod goes as a whole; here the shell is the test's, and what it started is killed
    private static void KillChildOf(RunningProcess shell)
    {
        string child = File.ReadAllText($"/proc/{shell.Process.Id}/task/{shell.Process.Id}/children").Trim();
        using Process kill = Process.Start("kill", ["-9", child]);
        kill.WaitForExit();
    }

    private static string Command(string file, string container) => Text(Items(Pods(Load(file)).SelectMany(Containers).Single(each => Text(each["name"]) == container)["args"]).Single());

    private static IEnumerable<YamlNode> Containers(YamlNode pod) =>
        [.. pod is YamlMappingNode map && map.Children.ContainsKey("initContainers") ? Items(pod["initContainers"]) : [], .. Items(pod["containers"])];

    private static IEnumerable<YamlNode> Pods(YamlNode manifest) => Text(manifest["kind"]) switch
    {
        "Job" => [manifest["spec"]["template"]["spec"]],
        "CronJob" => [manifest["spec"]["jobTemplate"]["spec"]["template"]["spec"]],
        _ => [],
    };

    private static YamlNode Load(string file)
    {
        YamlStream yaml = [];
        yaml.Load(new StringReader(File.ReadAllText(Path.Combine(Manifests, file))));
        return yaml.Documents.Single().RootNode;
    }

    private static IEnumerable<YamlNode> Items(YamlNode node) => ((YamlSequenceNode)node).Children;

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;
}
