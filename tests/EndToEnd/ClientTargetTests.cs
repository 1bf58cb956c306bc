using System.Text;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Fuzz.Targets.Clients;
using QmpFuzz.Fuzz.Targets.Live;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Replay.Spawning;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>How clients in processes of their own are judged, each a few lines of Python.</summary>
public sealed class ClientTargetTests : IDisposable
{
    private const string Greeting = "{\"QMP\": {\"version\": {}, \"capabilities\": []}}\r\n";

    /// <summary>Connects, and reads the greeting.</summary>
    private const string Opening = """
        import json, os, socket, sys, time
        s = socket.socket(socket.AF_UNIX)
        s.connect(sys.argv[1])
        f = s.makefile("rwb", buffering=0)
        def ask(name):
            f.write(json.dumps({"execute": name, "id": name + "-1"}).encode())
            return f.readline()
        def end():
            print("the server has gone", file=sys.stderr)
            sys.exit(3)
        greeting = f.readline() or end()

        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>What the client does behind the opening, what it is told, and the beginning of the signature (null: nothing to say against it).</summary>
    public static TheoryData<string, string, string?> Clients() => new()
    {
        { "ask('qmp_capabilities') or end()", Greeting + "\u001Ea", null },                              // a reply left out: it ends
        { "ask('qmp_capabilities') or end()", "", null },
        { "if json.loads(ask('qmp_capabilities') or end())['id'] != 'qmp_capabilities-1': raise ValueError", Greeting + "\u001Ea{\"return\": {}, \"id\": \u001Ei\0}\r\n", null },
        { "if json.loads(ask('qmp_capabilities') or end())['id'] != 'qmp_capabilities-1': raise ValueError", Greeting + "\u001Ea{\"return\": {}, \"id\": 7}\r\n", "crash-ValueError-in-client.py" },
        { "json.loads(ask('qmp_capabilities') or end())['return']", Greeting + "\u001Ea{\"event\": \"STOP\"}\r\n", "crash-KeyError-in-client.py" },
        { "while not ask('qmp_capabilities'): pass", Greeting + "\u001Ea", "hang-Aborted-in-client.py" },
        { "ask('qmp_capabilities') or s.detach() and time.sleep(1000)", Greeting + "\u001Ea", "hang-Aborted-in-client.py" },
        { "if not ask('qmp_capabilities'):\n  while True: pass", Greeting + "\u001Ea", "hang-Aborted-in-client.py" },
        { "if json.loads(greeting).get('x'): os.kill(os.getpid(), 11)", "{\"QMP\": {}, \"x\": 1}\r\n", "crash-Segmentation-fault-in-client.py" },
        { "if json.loads(greeting).get('x'): os.kill(os.getpid(), 15)", "{\"QMP\": {}, \"x\": 1}\r\n", null },
        { "b'0' * json.loads(greeting).get('size', 0)", "{\"QMP\": {}, \"size\": 100000000}\r\n", "memory-" },
        { "b'0' * json.loads(greeting).get('size', 0)", "{\"QMP\": {}, \"size\": 10000000}\r\n", null },
        { "for _ in range(3): s.recv(10, socket.MSG_PEEK)", "{\"QMP\": \u001Es{}}\r\n\u001Enx\u001El\u0010", null },
        { "if not f.readline(): t = socket.socket(socket.AF_UNIX); t.connect_ex(sys.argv[1]) or t.recv(2) != b'OK' or sys.abort()", Greeting + "\u001EdOK", "crash-AttributeError" },
    };

    [Theory]
    [MemberData(nameof(Clients))]
    public void Run_AClient_IsJudgedByItsEnd(string behaviour, string script, string? signature)
    {
        using ClientTarget target = Load(Opening + behaviour);
        string? found = Judge(target, script)?.Signature.Text;
        Assert.True(signature is null ? found is null : found?.StartsWith(signature, StringComparison.Ordinal) == true, $"{found}");
    }

    [Fact]
    public void Run_ChunksOfAScript_ComeOneByOne()
    {
        using ClientTarget target = Load("""
            import socket, sys
            s = socket.socket(socket.AF_UNIX)
            s.connect(sys.argv[1])
            said = s.recv(1000)
            if len(said) < 10: raise ValueError(said)
            """);
        Assert.Contains("ValueError: b'{\"Q'", Judge(target, "{\"Q\u001EsMP\": {}}\r\n")!.Details, StringComparison.Ordinal);
        Assert.Null(Judge(target, "{\"QMP\": {}}\r\n"));
    }

    [Fact]
    public void Run_ClientThatGoesOnLiving_IsDoneWhenItHasClosed()
    {
        using ClientTarget target = Load(Opening + "ask('qmp_capabilities')\ns.close()\nf.close()\ntime.sleep(1000)");
        Assert.Null(Judge(target, Greeting + "\u001Ea"));
    }

    [Fact]
    public void Load_ClientThatDoesNotStart_SaysWhy()
    {
        TargetNotReadyException failure = Assert.Throws<TargetNotReadyException>(() => Load("import no_such_module"));
        Assert.Contains("No module named 'no_such_module'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ClientThatFailsAnyway_IsRefused()
    {
        TargetRefusedException failure = Assert.Throws<TargetRefusedException>(() => Load(Opening + "json.loads(greeting)['no such member']"));
        Assert.Contains("KeyError in client.py", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Seeds_OfAClient_BeginWithWhatTheBuiltInServerSays()
    {
        using ClientTarget target = Load(Opening + "ask('qmp_capabilities')\nask('query-status')");
        string script = Encoding.Latin1.GetString(target.Seeds.First().Testcase);
        Assert.StartsWith("{\"QMP\": {\"version\": {\"qemu\"", script, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\u001Ea{\"return\": {\"status\": \"running\", \"singlestep\": false, \"running\": true}, \"id\": \u001Ei\0}\r\n", script, StringComparison.Ordinal);
        Assert.InRange(target.Seeds.Count(), 300, 600);
        Assert.Null(Judge(target, script));
    }

    private static Finding? Judge(ClientTarget target, string script)
    {
        InProcessExecutor executor = new(target, target.Counters);
        byte[] testcase = Encoding.Latin1.GetBytes(script);
        return new OraclePanel(executor, "qemu", target.Traits).Judge(testcase, executor.Run(testcase));
    }

    private ClientTarget Load(string source)
    {
        Assert.True(SpawnCommand.TryParse(FragileClients.Write(_folder, source), out SpawnCommand? command, out string reason), reason);
        return new ClientTarget(command, new LiveOptions { Patience = TimeSpan.FromSeconds(1), ClientsAhead = 0 }, [UnalteredServer.Embedded(ProtocolDialect.Qemu)]);
    }
}
