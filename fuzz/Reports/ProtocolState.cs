using System.Globalization;

namespace QmpFuzz.Fuzz.Reports;

/// <summary>A state of the embedded server on one monitor, in words; the numbers are those of <c>MonitorGroup.StateOf</c>, without its parser's part.</summary>
public readonly record struct ProtocolState(string Mode, string Work)
{
    public static ProtocolState Start { get; } = new("not connected", "");

    public static ProtocolState Of(int number)
    {
        List<string> mode = [(number & 1) != 0 ? "command mode" : "negotiation"];
        Add(2, "oob");
        Add(4, "async");
        Add(16, "suspended");
        Add(32, "closing");
        return new ProtocolState(string.Join(", ", mode), $"{Count(number >> 8)} queued, {Count(number >> 10)} pending");

        void Add(int bit, string word)
        {
            if ((number & bit) != 0)
            {
                mode.Add(word);
            }
        }
    }

    private static string Count(int bits) => (bits & 3) == 3 ? "3 or more" : (bits & 3).ToString(CultureInfo.InvariantCulture);
}
