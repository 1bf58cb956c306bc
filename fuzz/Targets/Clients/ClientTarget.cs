using System.Globalization;
using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Stages;
using QmpFuzz.Fuzz.Targets.Live;
using QmpFuzz.Replay.Spawning;

namespace QmpFuzz.Fuzz.Targets.Clients;

/// <summary>
/// Clients under test: a testcase is what a server says to one. Each gets a process of its own; what it says, and how it ends, is what
/// can be seen of it.
/// </summary>
internal sealed class ClientTarget : IFuzzTarget, IHarness, IDisposable
{
    private static readonly TimeSpan LeastQuiet = TimeSpan.FromMilliseconds(50);

    private readonly IReadOnlyList<Rehearsal> _rehearsals;
    private readonly ClientLimits _limits;
    private readonly ClientPool _pool;
    private readonly AnswerMap _reactions;

    /// <summary>Rehearses first: what is usual for this client says later what is not.</summary>
    public ClientTarget(SpawnCommand command, LiveOptions options, IEnumerable<UnalteredServer> servers)
    {
        Counters = new CounterMemory(AnswerMap.Size);
        _reactions = new AnswerMap(Counters, Mentioned);
        _rehearsals = [.. servers.Select(server => Rehearsal.Run(command, server, options.Patience))];
        _limits = new ClientLimits(
            options.Patience,
            TimeSpan.FromTicks(Math.Clamp(4 * _rehearsals.Max(rehearsal => rehearsal.Pause.Ticks), LeastQuiet.Ticks, options.Patience.Ticks)),
            _rehearsals.Max(rehearsal => rehearsal.PeakBytes),
            options.ClientGrowth,
            MayStay: !_rehearsals.All(rehearsal => rehearsal.Ends));
        _pool = new ClientPool(command, options.ClientsAhead);
    }

    public CounterMemory Counters { get; }

    /// <summary>Nobody knows what its reactions stand for in its source.</summary>
    public ProbeTable Probes { get; } = new();

    public Generation.MentionedValues Mentioned { get; } = new();

    /// <summary>It is the testcase that talks like a server: the rules of the protocol do not hold for it.</summary>
    public TargetTraits Traits => TargetTraits.None;

    public bool IsProcess => true;

    /// <summary>What the servers of the rehearsals said, then each of that with one alteration.</summary>
    public IEnumerable<StoredTestcase> Seeds
    {
        get
        {
            foreach ((int number, Rehearsal rehearsal) in _rehearsals.Index())
            {
                yield return new StoredTestcase(string.Create(CultureInfo.InvariantCulture, $"unaltered-{number}"), rehearsal.Script);
            }

            foreach (StoredTestcase altered in _rehearsals.SelectMany(rehearsal => DirectedAlterations.Of(rehearsal.Script)))
            {
                yield return altered;
            }
        }
    }

    /// <summary>Clients are served by turns, each by itself.</summary>
    public IHarness NewHarness() => this;

    public void Run(ReadOnlySpan<byte> testcase, ExecutionLog log)
    {
        using SpawnedClient client = _pool.Take();
        using ClientSession session = new(client, _limits, log);
        session.Open();
        ScriptPlayer.Play(testcase, session);
        bool ended = session.End();
        TargetExit exit = client.End(aborts: !ended);
        _reactions.Count(session.Messages, exit.Code, exit.Errors);
        if (ClientVerdict.Of(session, _limits, ended, exit) is { } failure)
        {
            throw failure;
        }
    }

    public void Dispose() => _pool.Dispose();
}
