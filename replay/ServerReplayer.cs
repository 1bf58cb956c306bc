using System.Collections.Immutable;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Replay.Mock;
using QmpFuzz.Replay.Rules;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay;

/// <summary>How recordings are played as their server.</summary>
public sealed record ServerReplayOptions
{
    public PlaybackSpeed Speed { get; init; } = PlaybackSpeed.AsRecorded;

    public UnexpectedAnswer Unexpected { get; init; } = UnexpectedAnswer.Error;

    public ReplayRules Rules { get; init; } = ReplayRules.Shipped;

    /// <summary>How often all recordings are played.</summary>
    public int Loops { get; init; } = 1;
}

/// <summary>What one client of the mock server did.</summary>
public sealed record ServedSession(string Session, int Answered, ImmutableArray<string> Unexpected, ImmutableArray<string> NeverAsked);

/// <summary>
/// Plays recordings as their server: answers live clients by command and arguments, with the recorded delays and events. Each
/// connection plays the next recording.
/// </summary>
public sealed class ServerReplayer(ServerReplayOptions options)
{
    private readonly List<Task<ServedSession>> _served = [];

    /// <summary>Serves until each recording has been played, or cancelled; returns one entry a connection. <paramref name="listening"/> is told where.</summary>
    public async Task<ImmutableArray<ServedSession>> ServeAsync(
        IReadOnlyList<Recording> recordings, QmpEndpoint endpoint, Action<QmpEndpoint> listening, CancellationToken cancellation)
    {
        ImmutableArray<MockScript> scripts = [.. recordings.OrderBy(recording => recording.Header.OffsetMicroseconds ?? 0).Select(recording => MockScript.Of(recording, options.Rules))];
        using QmpListener listener = QmpListener.Bind(endpoint);
        listening(listener.Endpoint);
        try
        {
            for (int next = 0; next < scripts.Length * options.Loops; next++)
            {
                PolledSocket client = await listener.AcceptPolledAsync(cancellation);
                MockSession session = new(scripts[next % scripts.Length], options.Rules, options.Speed, options.Unexpected);
                _served.Add(Task.Factory.StartNew(() => Serve(session, client, cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
            }
        }
        catch (OperationCanceledException) when (_served.Count > 0)
        {
            await Task.WhenAll(_served);                    // stopped by the user: what was served until then is the result
        }

        return [.. await Task.WhenAll(_served)];
    }

    private static ServedSession Serve(MockSession session, PolledSocket client, CancellationToken cancellation)
    {
        using MockConnection connection = new(session, client);
        try
        {
            connection.Run(cancellation);
        }
        catch (OperationCanceledException)                  // the session ends here, as if its client had left
        {
            return Sum(session);
        }

        return Sum(session);
    }

    private static ServedSession Sum(MockSession session) => new(session.Name, session.Answered, [.. session.Unexpected], [.. session.NeverAsked]);
}
