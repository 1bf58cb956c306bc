using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.RegularExpressions;
using QmpFuzz.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>What is published, as those see it who look for fuzz targets in a folder.</summary>
[Collection(nameof(PublishedFuzzer))]
public sealed class FuzzTargetTests(PublishedFuzzer fuzzer)
{
    private const ushort Amd64 = 62;

    [Fact]
    public void Folder_Published_HoldsTheTargetAndItsCompanionsOnly() => Assert.Equal(
        ["qmp_session_fuzzer", "qmp_session_fuzzer.dict", "qmp_session_fuzzer.options", "qmp_session_fuzzer_seed_corpus.zip"],
        Directory.EnumerateFileSystemEntries(fuzzer.Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));

    // infra/cifuzz/fuzz_target and clusterfuzz's is_fuzz_target: the name, the kind of file, and these bytes somewhere in it
    [Fact]
    public void Executable_Published_IsDetectedAsAFuzzTarget()
    {
        Assert.Matches("^[a-zA-Z0-9_-]+_fuzzer$", Path.GetFileName(fuzzer.Program));
        Assert.True(File.GetUnixFileMode(fuzzer.Program).HasFlag(UnixFileMode.UserExecute));
        byte[] file = File.ReadAllBytes(fuzzer.Program);
        Assert.True(file.AsSpan().StartsWith("\u007fELF"u8));
        Assert.Equal(Amd64, BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(18)));
        Assert.True(file.AsSpan().IndexOf("LLVMFuzzerTestOneInput"u8) > 0);
        Assert.True(file.AsSpan().IndexOf("fuzz target overwrites its const input"u8) > 0);      // merges in two steps
    }

    [Fact]
    public void SeedCorpus_Published_HoldsTheShippedSeeds()
    {
        using ZipArchive zip = ZipFile.OpenRead($"{fuzzer.Program}_seed_corpus.zip");
        Assert.Equal(
            Directory.GetFiles(Repository.PathOf("corpus/seeds")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal),
            zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal));
    }

    // the sed of run_fuzzer makes flags of these lines
    [Fact]
    public async Task Options_Published_AreFlagsThatTheTargetTakes()
    {
        string[] flags = [.. File.ReadLines($"{fuzzer.Program}.options").Where(line => line.Contains('=')).Select(line => $"-{Regex.Replace(line, @"\s*=\s*", "=")}")];
        Assert.NotEmpty(flags);
        using TemporaryFolder folder = new();
        (int code, string output) = await fuzzer.RunAsync(folder.Path, [.. flags, $"-dict={fuzzer.Program}.dict", "-runs=1"]);
        Assert.True(code == 0, output);
        Assert.DoesNotContain("WARNING", output, StringComparison.Ordinal);
    }

    // what the runner does with its folder: nothing but /tmp may be written, nothing is on the PATH
    [Fact]
    public async Task Target_MovedElsewhere_RunsWithoutADotnetOrAnythingBesideIt()
    {
        using TemporaryFolder folder = new();
        File.Copy(fuzzer.Program, folder.File("moved_fuzzer"));
        using RunningProcess moved = RunningProcess.Start("/usr/bin/env", ["-i", folder.File("moved_fuzzer"), "-runs=20", "-seed=1"], "/");
        Assert.True(await moved.WaitAsync() == 0, moved.Errors);
        Assert.Contains("Done 20 runs", moved.Errors, StringComparison.Ordinal);
        Assert.Equal(["moved_fuzzer"], Directory.EnumerateFileSystemEntries(folder.Path).Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public async Task Target_WithAFileBesideIt_FuzzesWhatThatNames()
    {
        using TemporaryFolder folder = new();
        File.Copy(fuzzer.Program, folder.File("settings_fuzzer"));
        File.WriteAllText(folder.File("settings_fuzzer.target"), $"{OwnTargets.Settings}\n");
        File.WriteAllText(folder.File("crash"), "scale=0\n");
        using RunningProcess run = RunningProcess.Start(folder.File("settings_fuzzer"), [folder.File("crash")], folder.Path);
        Assert.Equal(77, await run.WaitAsync());
        Assert.Contains("#0 0x000000000000 in Example.Settings.ReadWidth", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildScript_OfClusterFuzzLite_FillsItsFolder()
    {
        using TemporaryFolder folder = new();
        Directory.CreateSymbolicLink(folder.File("qmpfuzz"), Repository.Root);
        using RunningProcess build = RunningProcess.Start("/usr/bin/env", [$"SRC={folder.Path}", $"OUT={folder.File("out")}", Repository.PathOf(".clusterfuzzlite/build.sh")]);
        Assert.True(await build.WaitAsync(300) == 0, build.Output + build.Errors);
        Assert.Equal(4, Directory.EnumerateFiles(folder.File("out")).Count());
    }

    [Fact]
    public void ProjectFile_OfClusterFuzzLite_NamesALanguageThatItKnows()
    {
        YamlStream yaml = [];
        yaml.Load(new StringReader(File.ReadAllText(Repository.PathOf(".clusterfuzzlite/project.yaml"))));
        string language = ((YamlScalarNode)yaml.Documents[0].RootNode["language"]).Value!;
        Assert.Contains(language, (string[])["c", "c++", "go", "javascript", "jvm", "python", "rust", "swift", "ruby"]);
    }
}
