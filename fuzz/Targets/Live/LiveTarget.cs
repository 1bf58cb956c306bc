using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Qmp.Dialects;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>A server that runs by itself, reached over its socket: what it answers can be seen of it, and its edges if it was built to count them.</summary>
internal sealed class LiveTarget : IFuzzTarget, IDisposable
{
    private readonly LiveServer _server;
    private readonly LiveHarness _harness;
    private readonly AnswerMap _answers;

    public LiveTarget(LiveServer server, LiveOptions options, ProtocolDialect dialect)
    {
        _server = server;
        Counters = new CounterMemory(AnswerMap.Size + server.MapLength);
        _answers = new AnswerMap(Counters);
        _harness = new LiveHarness(server, options, dialect.Greets, Count);
    }

    public CounterMemory Counters { get; }

    /// <summary>Nobody knows what its answers and edges stand for in its source.</summary>
    public ProbeTable Probes { get; } = new();

    /// <summary>It remembers what earlier testcases did to it.</summary>
    public TargetTraits Traits => TargetTraits.Conversation;

    public bool IsGone => _harness.IsGone;

    /// <summary>There is one server, which serves one client at a time: whoever runs testcases does so by turns.</summary>
    public IHarness NewHarness() => _harness;

    public void Renew() => _harness.Replace();

    public void Dispose() => _harness.Dispose();

    private void Count(ExecutionLog log)
    {
        _answers.Count(log);
        _server.Counters.CopyTo(Counters.Counters[AnswerMap.Size..]);
    }
}
