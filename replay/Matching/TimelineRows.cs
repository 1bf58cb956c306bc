using System.Collections.Immutable;
using System.Text;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay.Matching;

/// <summary>Something that was sent or came: when in the recording, when live; null where it did not happen.</summary>
public sealed record TimelineRow(string Session, bool FromClient, TimeSpan? Recorded, TimeSpan? Live, string Text);

/// <summary>Puts what was recorded beside what happened.</summary>
internal static class TimelineRows
{
    public static ImmutableArray<TimelineRow> Of(ImmutableArray<LiveSession> sessions) =>
        [.. sessions.SelectMany(session => Steps(session).Concat(Messages(session)).Concat(Unexpected(session))).OrderBy(row => row.Order).Select(row => row.Row)];

    private static IEnumerable<(TimeSpan Order, TimelineRow Row)> Steps(LiveSession session) => session.Recorded.Steps.Select((step, index) =>
        (step.At, new TimelineRow(session.Recorded.Name, true, step.At - session.Recorded.Start, index < session.StepsDone ? session.StepTimes[index] : null, TextOf(step))));

    private static IEnumerable<(TimeSpan Order, TimelineRow Row)> Messages(LiveSession session) => session.Recorded.Messages.Select((message, index) =>
        (message.At, new TimelineRow(session.Recorded.Name, false, message.At - session.Recorded.Start, session.Matcher.Live(index)?.At, JsonText.Shorten(message.Text))));

    // behind the last step that was done before it came
    private static IEnumerable<(TimeSpan Order, TimelineRow Row)> Unexpected(LiveSession session) => session.Matcher.Unexpected.Select(message =>
    {
        int before = session.StepTimes.FindLastIndex(done => done <= message.At);
        TimeSpan order = before < 0 ? session.Recorded.Start : session.Recorded.Steps[before].At;
        return (order, new TimelineRow(session.Recorded.Name, false, null, message.At, JsonText.Shorten(message.Text)));
    });

    private static string TextOf(PlaybackStep step) => step.Action switch
    {
        PlaybackAction.Send => JsonText.Shorten(Encoding.UTF8.GetString(step.Bytes.Span).TrimEnd()),
        PlaybackAction.Connect => "connects",
        PlaybackAction.EndInput => "half-closes",
        PlaybackAction.Close => "closes",
        _ => "resets",
    };
}
