using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>Completion in a real bash, with keys typed into a terminal.</summary>
public sealed class CompletionTests
{
    private static readonly string Start = $"PATH={AppContext.BaseDirectory}:$PATH; eval \"$(qmpfuzz completion bash)\"; PS1=\n";

    [Fact]
    public async Task Tab_BehindTheBeginningOfWords_CompletesThem()
    {
        string said = await TypeAsync("qmpfuzz compl\tba\t\n");
        Assert.Contains("complete -o default -F _qmpfuzz qmpfuzz", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tab_InAndBehindAnOption_CompletesItAndItsValue()
    {
        string said = await TypeAsync("qmpfuzz replay nowhere --compare sh\t--spee\tmax\n");
        Assert.Contains("--compare shape --speed max", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TabAgain_BehindAVerb_ListsFilesAndNotOptions()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("recorded-1.qmps"), "");
        File.WriteAllText(folder.File("recorded-2.qmps"), "");
        string said = await TypeAsync($"cd {folder.Path}\nqmpfuzz show rec\t\t\t\nqmpfuzz show --f\t--json --nope\n");
        Assert.Contains("recorded-1.qmps  recorded-2.qmps", said, StringComparison.Ordinal);
        Assert.Contains("--full --json", said, StringComparison.Ordinal);
    }

    /// <summary>What an interactive bash shows of these keys.</summary>
    private static async Task<string> TypeAsync(string keys)
    {
        string script = ExternalProgram.Require("script", "bsdutils");
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder.File("keys"), Start + keys + "exit\n", TestContext.Current.CancellationToken);
        using RunningProcess terminal = RunningProcess.Start("/bin/sh", ["-c", $"TERM=dumb COLUMNS=200 {script} -qec 'bash --norc --noprofile -i' /dev/null <{folder.File("keys")}"]);
        await terminal.WaitAsync();
        return terminal.Output;
    }
}
