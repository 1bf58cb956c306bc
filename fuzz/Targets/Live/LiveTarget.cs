using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Qmp.Dialects;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>A server that runs by itself, reached over its socket; what it answers is all that can be seen of it.</summary>
internal sealed class LiveTarget : IFuzzTarget, IDisposable
{
    private readonly LiveHarness _harness;

    public LiveTarget(LiveServer server, LiveOptions options, ProtocolDialect dialect)
    {
        Counters = new CounterMemory(AnswerMap.Size);
        _harness = new LiveHarness(server, options, dialect.Greets, new AnswerMap(Counters).Count);
    }

    public CounterMemory Counters { get; }

    /// <summary>Nobody knows what its answers stand for in its source.</summary>
    public ProbeTable Probes { get; } = new();

    /// <summary>It remembers what earlier testcases did to it.</summary>
    public TargetTraits Traits => TargetTraits.Conversation;

    public bool IsGone => _harness.IsGone;

    /// <summary>There is one server, which serves one client at a time: whoever runs testcases does so by turns.</summary>
    public IHarness NewHarness() => _harness;

    public void Renew() => _harness.Replace();

    public void Dispose() => _harness.Dispose();
}
