using QmpFuzz.Replay.Tape;

namespace QmpFuzz.Tests.Replay.Tape;

/// <summary>An entry of a tape in a few words, with its time in milliseconds.</summary>
internal static class TapeText
{
    public static string Of(TapeEntry entry) => What(entry) + "@" + entry.At.TotalMilliseconds;

    private static string What(TapeEntry entry) => entry switch
    {
        StepEntry step => step.Step.Action.ToString(),
        AskedEntry asked => "asks " + asked.Command.Name,
        SaidEntry said => said.Message.Text,
        LostEntry lost => $"lost {lost.Bytes}",
        _ => "server closes",
    };
}
