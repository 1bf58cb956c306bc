using System.IO.Compression;
using System.Xml.Linq;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>The packed tool, installed where there is nothing but the SDK, from nothing but its package.</summary>
public sealed class PackageTests(PackageTests.Installed tool) : IClassFixture<PackageTests.Installed>
{
    private static readonly string Version = XDocument.Load(Repository.PathOf("Directory.Build.props")).Descendants("Version").Single().Value;

    [Fact]
    public void Packages_Always_HaveTheOneVersion() => Assert.Equal(
        new[] { "Corpus", "Fuzz", "Fuzz.Contract", "Qmp", "Recorder", "Replay", "Xunit" }.Select(name => $"QmpFuzz.{name}.{Version}.nupkg").Append($"qmpfuzz.{Version}.nupkg").Order(StringComparer.Ordinal),
        Directory.GetFiles(tool.Packages).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal));

    [Fact]
    public void Changelog_Always_BeginsWithTheVersion() =>
        Assert.StartsWith($"## {Version}", File.ReadLines(Repository.PathOf("CHANGELOG.md")).First(line => line.StartsWith("## ", StringComparison.Ordinal)), StringComparison.Ordinal);

    [Theory]
    [InlineData("QmpFuzz.Corpus", "contentFiles/any/any/qmp.dict", "contentFiles/any/any/schema/qemu-7.2.json", "contentFiles/any/any/known/qemu-7.2.yaml", "lib/net10.0/QmpFuzz.Corpus.xml")]
    [InlineData("QmpFuzz.Fuzz", "contentFiles/any/any/QmpFuzz.Fuzz.Harness.dll", "lib/net10.0/QmpFuzz.Fuzz.dll", "README.md")]
    public void Library_InItsPackage_HasWhatItNeedsAtRunTime(string package, params string[] files)
    {
        using ZipArchive archive = ZipFile.OpenRead(Path.Combine(tool.Packages, $"{package}.{Version}.nupkg"));
        Assert.All(files, file => Assert.Contains(archive.Entries, entry => entry.FullName == file));
        Assert.DoesNotContain(archive.Entries, entry => entry.FullName.StartsWith("content/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Version_OfTheTool_IsThatOfItsPackage() => Assert.StartsWith(Version, await tool.RunAsync(0, "--version"), StringComparison.Ordinal);

    [Fact]
    public async Task Fuzz_FromTheTool_StartsFromItsSeedsAndReports()
    {
        string output = await tool.RunAsync(0, "fuzz", "--execs", "20000", "--seed", "1", "--out", "out");
        Assert.Contains("executions   20000", output, StringComparison.Ordinal);
        await tool.RunAsync(0, "report", "out", "--html", "out.html");
        Assert.Contains("20000", await File.ReadAllTextAsync(tool.File("out.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServeRecordReplayCheck_FromTheTool_Work()
    {
        using RunningProcess server = tool.Start("serve", "--listen", "unix:vm.qmp");
        await WaitFor.SocketAsync(tool.File("vm.qmp"), server);
        using RunningProcess tap = tool.Start("record", "--listen", "unix:tap.qmp", "--connect", "unix:vm.qmp", "--out", "rec", "--once");
        await WaitFor.SocketAsync(tool.File("tap.qmp"), tap);
        await tool.RunAsync(0, "replay", Repository.PathOf("corpus/recordings/05-large-replies-oob"), "--connect", "unix:tap.qmp", "--allow-destructive", "--speed", "max", "--compare", "none");
        Assert.Equal(0, await tap.WaitAsync());
        await tool.RunAsync(0, "check", "rec");
        Assert.Contains("qmp_capabilities", await tool.RunAsync(0, "show", "rec"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nightly_FromTheTool_KnowsTheListsThatShip()
    {
        await File.WriteAllTextAsync(tool.File("nightly.yaml"), "known: [qemu-7.2]\ntargets:\n  - name: embedded\n    options: [--execs, '2000']\n", TestContext.Current.CancellationToken);
        Assert.Contains("0 new, 0 known", await tool.RunAsync(0, "nightly", "nightly.yaml", "--out", "nights", "--time", "1m"), StringComparison.Ordinal);
        Assert.True(File.Exists(tool.File("nights/report.html")));
    }

    [Fact]
    public async Task Tool_StartedByDotnet_StartsItselfAgain()
    {
        string program = Directory.GetFiles(tool.File("tool"), "qmpfuzz.dll", SearchOption.AllDirectories).Single();
        using RunningProcess fuzz = tool.StartProgram("dotnet", program, "fuzz", "--execs", "1000", "--out", "by-dotnet");
        Assert.True(await fuzz.WaitAsync() == 0, fuzz.Errors);
    }

    /// <summary>The tool in a folder of its own, with an empty cache of packages and no source but the packed files.</summary>
    public sealed class Installed : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();

        public string Packages => _folder.File("packages");

        public string File(string name) => _folder.File(name);

        public async ValueTask InitializeAsync()
        {
            using (RunningProcess pack = RunningProcess.Start(Repository.PathOf("scripts/pack"), ["--no-build", "--out", Packages]))
            {
                Assert.True(await pack.WaitAsync(300) == 0, pack.Output + pack.Errors);
            }

            using RunningProcess install = StartProgram("dotnet", "tool", "install", "qmpfuzz", "--tool-path", File("tool"), "--source", Packages);
            Assert.True(await install.WaitAsync(120) == 0, install.Output + install.Errors);
        }

        public ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }

        internal RunningProcess Start(params string[] arguments) => StartProgram(File("tool/qmpfuzz"), arguments);

        internal RunningProcess StartProgram(string program, params string[] arguments) => RunningProcess.Start(
            "env",
            [$"NUGET_PACKAGES={File("cache")}", $"DOTNET_CLI_HOME={File("home")}", "DOTNET_CLI_TELEMETRY_OPTOUT=1", "DOTNET_NOLOGO=1", program, .. arguments],
            _folder.Path);

        /// <summary>Runs to the end, which has to be that one; returns standard output.</summary>
        public async Task<string> RunAsync(int expected, params string[] arguments)
        {
            using RunningProcess running = Start(arguments);
            int code = await running.WaitAsync();
            Assert.True(code == expected, $"qmpfuzz {string.Join(' ', arguments)} ended with {code}: {running.Output}{running.Errors}");
            return running.Output;
        }
    }
}
