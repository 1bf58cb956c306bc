using System.Text;
using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Triage;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Fuzz.Reports;

/// <summary>Campaign folders as campaigns leave them, with findings whose text would break out of a careless report.</summary>
internal static class SampleFolder
{
    public const string Hostile = "</script><img src=x onerror=alert(1)>\"'&]]>\u0001\u202e\ud800";

    /// <summary>One campaign with a crash, and a broken rule.</summary>
    public static string Campaign(TemporaryFolder folder, string name = "campaign")
    {
        string root = folder.File(name);
        Populate(root);
        return root;
    }

    /// <summary>The same as the target <c>embedded</c> of a folder of nights.</summary>
    public static string OfNights(TemporaryFolder folder)
    {
        string root = folder.File("nights");
        Populate(FolderReport.FolderOf(root, "embedded"));
        return root;
    }

    public static Night NightOf(int day, params (string Finding, Reproduction Shown)[] findings) => new()
    {
        Started = new DateTimeOffset(2026, 11, day, 1, 0, 0, TimeSpan.Zero),
        Ended = new DateTimeOffset(2026, 11, day, 6, 0, 0, TimeSpan.Zero),
        Campaigns = [new NightCampaign("embedded", 1000 * day, 10 + day, 100, 20 + day)],
        Findings = findings.ToDictionary(finding => $"embedded/{finding.Finding}", finding => finding.Shown),
    };

    public static Finding Crash() => new()
    {
        Signature = Signature.Of("crash", "ArgumentException in EarlyIds.Remember"),
        Expected = "every input is answered",
        Came = $"System.ArgumentException: {Hostile}",
        Place = "EarlyIds.Remember, qmp/Server/EarlyIds.cs:24",
        Details = "   at EarlyIds.Remember\n   at CommandRunner.Run",
    };

    public static Finding BrokenRule() => new()
    {
        Signature = Signature.Of("rule", "in-order overtaken"),
        Expected = "the reply to {\"id\": 1}",
        Came = "the reply of a later message: {\"return\": {}, \"id\": 2}",
        Place = "monitor 0, server line 3",
        Details = "rule in-order (qmp-spec 2.3.1): The server normally reads, executes and responds to one command after the other.",
    };

    /// <summary>Two monitors; a command that an out-of-band one overtakes, an event for both.</summary>
    public static ExecutionLog Transcript()
    {
        ExecutionLog log = new();
        log.Add(LogKind.Connect, 0);
        log.Add(LogKind.ServerSent, 0, "{\"QMP\": {\"version\": {}, \"capabilities\": [\"oob\"]}}\r\n"u8);
        log.Add(LogKind.ClientSent, 0, "{\"execute\":\"qmp_capabilities\",\"arguments\":{\"enable\":[\"oob\"]}}"u8);
        log.Add(LogKind.ServerSent, 0, "{\"return\": {}}\r\n"u8);
        log.Add(LogKind.Connect, 1);
        log.Add(LogKind.ServerSent, 1, "{\"QMP\": {\"version\": {}, \"capabilities\": [\"oob\"]}}\r\n"u8);
        log.Add(LogKind.ClientSent, 0, "{\"execute\":\"stop\",\"id\":1}{\"exec-oob\":\"query-status\",\"id\":2}"u8);
        log.Add(LogKind.ServerSent, 0, "{\"return\": {}, \"id\": 2}\r\n"u8);
        log.Add(LogKind.ServerSent, 0, "{\"timestamp\": {\"seconds\": 1, \"microseconds\": 2}, \"event\": \"STOP\"}\r\n"u8);
        log.Add(LogKind.ServerSent, 0, "{\"return\": {}, \"id\": 1}\r\n"u8);
        log.Add(LogKind.ClientSent, 1, Encoding.UTF8.GetBytes("<script>alert(1)</script>\n"));
        log.Add(LogKind.ClientSent, 1, [0xFF, 0x00, 0x80, (byte)'\n']);
        log.Add(LogKind.ServerSent, 1, "{\"error\": {\"class\": \"GenericError\", \"desc\": \"Invalid JSON syntax\"}}\r\n"u8);
        log.Add(LogKind.Disconnect, 1);
        log.Add(LogKind.ServerClosed, 0);
        return log;
    }

    private static void Populate(string root)
    {
        CampaignFolder folder = CampaignFolder.Open(root);
        FuzzOptions options = new() { Folder = root, Seeds = [], Seed = 7, Dialect = ProtocolDialect.Qemu, CommandLine = "qmpfuzz fuzz --seed 7 --out NEWDIR" };
        FolderStore store = new(folder, options);
        store.Keep(new KeptTestcase(0, 1, "given", true), "{\"execute\":\"qmp_capabilities\"}{\"execute\":\"stop\"}"u8);
        for (int seconds = 0; seconds < 20; seconds += 5)
        {
            store.Save(Status(seconds), plots: true);
        }

        FindingStore findings = new(folder.Findings, new ReproduceCommand("qmpfuzz", ["run"]));
        foreach (Finding finding in new[] { Crash(), BrokenRule() })
        {
            findings.Note(finding.Signature, 5);
            findings.Save(finding, new FindingInputs("some input"u8.ToArray(), "{}"u8.ToArray(), []), Transcript());
        }
    }

    private static CampaignStatus Status(int seconds) => new()
    {
        Started = DateTimeOffset.FromUnixTimeSeconds(1_795_000_000),
        Elapsed = TimeSpan.FromSeconds(seconds),
        Executions = 100 * seconds,
        EdgesFound = 20 + seconds,
        EdgesTotal = 100,
        CorpusCount = 1,
        FavouredCount = 1,
        Kept = 1,
        Findings = 2,
        Crashes = 1,
        Hangs = 0,
        Cycles = 0,
        CurrentEntry = 0,
        MaxDepth = 0,
        Yields = [new MutatorYield("bytes.flip", 50, 3), new MutatorYield("ids.twice", 10, 1)],
    };
}
