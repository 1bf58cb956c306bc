using System.Text;
using QmpFuzz.Replay.Logging;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay.Matching;

/// <summary>Something that was sent or came: when in the recording, when live; null where it did not happen.</summary>
public sealed record TimelineRow(string Session, bool FromClient, TimeSpan? Recorded, TimeSpan? Live, string Text);

/// <summary>Puts what was recorded beside what happened.</summary>
internal static class TimelineRows
{
    /// <summary>The row of a line, if it is one, and its place by recorded time; something unexpected stands behind what was done last before it.</summary>
    public static TimelineRow? Of(LogLine line, out TimeSpan order)
    {
        (order, TimelineRow? row) = line switch
        {
            StepLine step => (step.Step.At, new TimelineRow(line.Session.Name, true, step.Step.At - line.Session.Start, step.Live, TextOf(step.Step))),
            PairedLine paired => Of(line.Session, paired.Expected),
            GivenUpLine missing => Of(line.Session, missing.Expected),
            MissingLine missing => Of(line.Session, missing.Expected),
            StrayLine stray => (stray.Stray.Order, new TimelineRow(line.Session.Name, false, null, stray.Stray.Live.At, JsonText.Shorten(stray.Stray.Live.Text))),
            _ => default((TimeSpan, TimelineRow?)),
        };
        return row;
    }

    private static (TimeSpan Order, TimelineRow Row) Of(LiveSession session, Expected expected) =>
        (expected.Recorded.At, new TimelineRow(session.Name, false, expected.Recorded.At - session.Start, expected.Live?.At, JsonText.Shorten(expected.Recorded.Text)));

    private static string TextOf(PlaybackStep step) => step.Action switch
    {
        PlaybackAction.Send => JsonText.Shorten(Encoding.UTF8.GetString(step.Bytes.Span).TrimEnd()),
        PlaybackAction.Connect => "connects",
        PlaybackAction.EndInput => "half-closes",
        PlaybackAction.Close => "closes",
        _ => "resets",
    };
}
