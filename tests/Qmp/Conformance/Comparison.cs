using System.Text.Json;

namespace QmpFuzz.Tests.Qmp.Conformance;

/// <summary>Where an answer differs from the recorded one: byte for byte first, then whether at least the JSON value is the same.</summary>
internal static class Comparison
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 4096 };

    /// <summary>One line a difference, none if everything is equal.</summary>
    public static IEnumerable<string> Differences(Transcript expected, ReplyLines got, bool closed)
    {
        for (int line = 0; line < Math.Max(expected.RawReplies.Count, got.Lines.Count); line++)
        {
            string? was = expected.RawReplies.ElementAtOrDefault(line);
            string? now = got.Lines.ElementAtOrDefault(line);
            if (was != now)
            {
                yield return $"{expected.Name}: reply {line + 1}, {Kind(expected, line, now)}: expected {Short(was)} got {Short(now)}";
                yield break;                                // what follows is a consequence
            }
        }

        if (got.Rest.Length > 0)
        {
            yield return $"{expected.Name}: an unfinished line: {Short(got.Rest)}";
        }

        if (closed != expected.ClosedByServer)
        {
            yield return $"{expected.Name}: expected the connection {(expected.ClosedByServer ? "closed" : "open")}";
        }
    }

    private static string Kind(Transcript expected, int line, string? now) =>
        now is null ? "missing"
        : line >= expected.Replies.Count ? "more than expected"
        : SameValue(expected.Replies[line], now) ? "same value in other bytes"
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
