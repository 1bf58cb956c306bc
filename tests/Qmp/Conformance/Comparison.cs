using System.Text.Json;
using System.Text.RegularExpressions;

namespace QmpFuzz.Tests.Qmp.Conformance;

/// <summary>Where an answer differs from the recorded one: byte for byte first, then whether at least the JSON value is the same.</summary>
internal static class Comparison
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 4096 };

    private static readonly Regex Descriptor = new("""(?<="fd": )\d+""");

    /// <summary>One line a difference, none if everything is equal; <paramref name="got"/> is a list per connection.</summary>
    public static IEnumerable<string> Differences(Transcript expected, IReadOnlyList<ReplyLines> got, bool closed)
    {
        for (int i = 0; i < Math.Max(expected.Connections.Count, got.Count); i++)
        {
            if (FirstDifference(expected, expected.Connections.ElementAtOrDefault(i), got.ElementAtOrDefault(i)) is { } difference)
            {
                yield return $"{expected.Name}, connection {i + 1}: {difference}";
            }
        }

        if (closed != expected.ClosedByServer)
        {
            yield return $"{expected.Name}: expected the connection {(expected.ClosedByServer ? "closed" : "open")}";
        }
    }

    // only the first: what follows is a consequence
    private static string? FirstDifference(Transcript transcript, RecordedReplies? expected, ReplyLines? got)
    {
        if (expected is null || got is null)
        {
            return expected is null ? "one too many" : "missing";
        }

        for (int line = 0; line < Math.Max(expected.Raw.Count, got.Lines.Count); line++)
        {
            string? was = Comparable(transcript, expected.Raw.ElementAtOrDefault(line));
            string? now = Comparable(transcript, got.Lines.ElementAtOrDefault(line));
            if (was != now && !(transcript.IsComparedByType && JsonShape.Same(was, now)))
            {
                return $"reply {line + 1}, {Kind(expected, line, now)}: expected {Short(was)} got {Short(now)}";
            }
        }

        return got.Rest.Length > 0 ? $"an unfinished line: {Short(got.Rest)}" : null;
    }

    private static string? Comparable(Transcript transcript, string? line) =>
        line is not null && transcript.HasDescriptors ? Descriptor.Replace(line, "0") : line;

    private static string Kind(RecordedReplies expected, int line, string? now) =>
        now is null ? "missing"
        : line >= expected.Values.Count ? "more than expected"
        : SameValue(expected.Values[line], now) ? "same value in other bytes"
        : "another value";

    private static bool SameValue(string was, string now)
    {
        try
        {
            using JsonDocument left = JsonDocument.Parse(was, Deep);
            using JsonDocument right = JsonDocument.Parse(now, Deep);
            return JsonElement.DeepEquals(left.RootElement, right.RootElement);
        }
        catch (JsonException)                               // inf: QEMU's doubles are not always JSON
        {
            return false;
        }
    }

    private static string Short(string? text) => text is null ? "nothing" : text.Length <= 300 ? text : $"{text[..200]}…{text[^80..]} ({text.Length} characters)";
}
