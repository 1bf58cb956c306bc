using System.Collections.Immutable;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay;

/// <summary>
/// Leaves of a session only what was sent between two times. Connecting and the capability negotiation are always played, and what
/// stays from before the first time happens at it.
/// </summary>
internal sealed class RecordedSessionWindow(RecordedSession session, TimeSpan from, TimeSpan to)
{
    /// <summary>Null if the connection was not there between these times.</summary>
    public RecordedSession? Cut()
    {
        PlaybackStep last = session.Steps[^1];
        if (session.Start > to || (last.Action is PlaybackAction.Close or PlaybackAction.Reset && last.At < from))
        {
            return null;
        }

        ImmutableArray<PlaybackStep> steps = [.. session.Steps.Where(Stays)];
        ImmutableArray<RecordedCommand> commands = [.. session.Commands.Where(command => steps.Any(step => Carries(step, command)))];
        bool[] stays = [.. session.Messages.Select((message, index) => Stays(message, session.Answered[index], commands))];
        return session with
        {
            Steps = [.. steps.Select(step => step with { At = Later(step.At), Awaits = stays.Take(step.Awaits).Count(kept => kept) })],
            Commands = commands,
            Messages = [.. session.Messages.Where((_, index) => stays[index]).Select(message => message with { At = Later(message.At) })],
            Answered = [.. session.Answered.Where((_, index) => stays[index])],
            ServerEnd = session.ServerEnd <= to ? Later(session.ServerEnd!.Value) : null,
            StepsBeforeEnd = steps.Count(step => session.ServerEnd is null || step.At <= session.ServerEnd),
        };
    }

    private bool Stays(PlaybackStep step) => step.Action == PlaybackAction.Connect || (step.At <= to && (step.At >= from || IsNegotiation(step)));

    // a reply goes with its command, however late; anything else by its time
    private bool Stays(ServerMessage message, RecordedCommand? answered, ImmutableArray<RecordedCommand> commands) => answered is not null
        ? commands.Contains(answered)
        : message.Kind == ServerMessageKind.Greeting || (message.At >= from && message.At <= to);

    private bool IsNegotiation(PlaybackStep step) => session.Commands.Any(command => command.Name == "qmp_capabilities" && Carries(step, command));

    private static bool Carries(PlaybackStep step, RecordedCommand command) =>
        step.Action == PlaybackAction.Send && command.Offset < step.Offset + step.Bytes.Length && step.Offset < command.Offset + command.Bytes.Length;

    private TimeSpan Later(TimeSpan at) => at > from ? at : from;
}
