using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Generation;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Extensions;
using QmpFuzz.Replay.Safety;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>A server that runs by itself, reached over its socket: what it answers can be seen of it, and its edges if it was built to count them.</summary>
internal sealed class LiveTarget : IFuzzTarget, IDisposable
{
    private readonly LiveServer _server;
    private readonly LiveHarness _harness;
    private readonly AnswerMap _answers;
    private readonly MachineChange? _change;
    private readonly Lazy<QmpSchema?> _schema;

    public LiveTarget(LiveServer server, LiveOptions options, SafetyPolicy safety, ProtocolDialect dialect)
    {
        _server = server;
        Counters = new CounterMemory(AnswerMap.Size + server.MapLength);
        _answers = new AnswerMap(Counters, Mentioned);
        _harness = new LiveHarness(server, options, safety, dialect.Greets, Take);
        _schema = new Lazy<QmpSchema?>(() => dialect.Greets ? SchemaQuestion.Ask(server.Start(), options.Patience) : null);
        _change = options.KeepsMachineFresh && server.IsDisposable ? new MachineChange(Schema) : null;
    }

    public CounterMemory Counters { get; }

    /// <summary>Nobody knows what its answers and edges stand for in its source.</summary>
    public ProbeTable Probes { get; } = new();

    /// <summary>What it says it offers; null if it does not.</summary>
    public QmpSchema? Schema => _schema.Value;

    public MentionedValues Mentioned { get; } = new();

    /// <summary>It remembers what earlier testcases did to it.</summary>
    public TargetTraits Traits => TargetTraits.Conversation;

    public bool IsProcess => true;

    public bool IsGone => _harness.IsGone;

    /// <summary>Servers that were replaced because of what a testcase may have done to them.</summary>
    public long Replaced => _harness.Replaced;

    /// <summary>There is one server, which serves one client at a time: whoever runs testcases does so by turns.</summary>
    public IHarness NewHarness() => _harness;

    public void Renew() => _harness.Replace();

    public void Dispose() => _harness.Dispose();

    /// <summary>Counts what a testcase showed, and says what it may have done to the machine where that matters.</summary>
    private MachineState Take(ExecutionLog log)
    {
        _answers.Count(log);
        _server.Counters.CopyTo(Counters.Counters[AnswerMap.Size..]);
        return _change?.Behind(log) ?? MachineState.Same;
    }
}
