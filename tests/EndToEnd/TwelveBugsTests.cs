using System.Globalization;
using System.Text;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Fuzz.Triage;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

public sealed class TwelveBugsTests : IDisposable
{
    private const string Type = "Example.TwelveBugs";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Crashes_AThousandOfTwelveBugs_AreTwelveFindingsThatAShellRepeats()
    {
        ReproduceCommand command = new(Path.Combine(AppContext.BaseDirectory, "qmpfuzz"), ["run", "--target", $"dll:{OwnTargets.Assembly}:{Type}"]);
        FindingStore store = new(_folder.File("findings"), command, Type);
        using Reproducer reproducer = Reproducer.For(OwnTargets.Choose(Type), "qemu");
        FindingTriage triage = new(store, reproducer);
        for (int i = 0; i < 1000; i++)
        {
            byte[] testcase = Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"!{(char)('a' + (i % 12))}{new string('z', i % 7)}{i}"));
            Finding finding = reproducer.Judge(testcase)!;
            triage.Take(finding, testcase, i);
        }

        store.Flush();
        Assert.Equal(12, store.Seen.Count);
        Assert.Equal(1000, store.Seen.Values.Sum(seen => seen.Count));
        foreach (string folder in Directory.GetDirectories(_folder.File("findings")))
        {
            using RunningProcess shell = RunningProcess.Start("sh", ["-c", await File.ReadAllTextAsync(Path.Combine(folder, FindingStore.ReproduceName), TestContext.Current.CancellationToken)]);
            Assert.Equal(1, await shell.WaitAsync());
            Assert.Contains($"signature  {Path.GetFileName(folder)}", shell.Output, StringComparison.Ordinal);
        }

        store.RunAfresh(new CancellationToken(canceled: true));
        Assert.False(File.Exists(Path.Combine(_folder.File("findings"), store.Seen.Keys.First(), "fresh.json")));
    }

    [Fact]
    public void Finding_RunAfresh_SaysHowOftenItShowed()
    {
        ReproduceCommand command = new(Path.Combine(AppContext.BaseDirectory, "qmpfuzz"), ["run", "--target", $"dll:{OwnTargets.Assembly}:{Type}"]);
        FindingStore store = new(_folder.File("findings"), command, Type);
        using Reproducer reproducer = Reproducer.For(OwnTargets.Choose(Type), "qemu");
        new FindingTriage(store, reproducer).Take(reproducer.Judge("!a__"u8.ToArray())!, "!a__"u8.ToArray(), 1);
        store.RunAfresh(CancellationToken.None);
        string folder = Path.Combine(_folder.File("findings"), Assert.Single(store.Seen).Key);
        Assert.Equal("{\"runs\":10,\"shown\":10}", File.ReadAllText(Path.Combine(folder, "fresh.json")));
        Assert.Contains("shown by 10 of 10 processes", File.ReadAllText(Path.Combine(folder, FindingStore.ReportName)), StringComparison.Ordinal);
    }
}
