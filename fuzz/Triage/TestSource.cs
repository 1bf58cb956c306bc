using System.Text;
using QmpFuzz.Fuzz.Oracles;

namespace QmpFuzz.Fuzz.Triage;

/// <summary>A finding as the source of a test, for a project that refers to QmpFuzz.Xunit.</summary>
internal static class TestSource
{
    /// <summary>One class with one fact; <paramref name="server"/> is the type of a user's own server, or empty for the built-in one.</summary>
    public static string Of(Finding finding, FindingInputs inputs, string server)
    {
        string name = Identifier(finding.Signature.Text);
        string check = server.Length > 0 ? $"Check(new {server}())" : "CheckEmbedded()";
        IEnumerable<string> inputLines = inputs.Before.Append(inputs.Minimised).Select(input => $"        \"{Convert.ToBase64String(input)}\"");
        return $$"""
            // {{finding.Signature}}
            // expected: {{OneLine(finding.Expected)}}
            // came: {{OneLine(finding.Came)}}
            using QmpFuzz.Xunit;
            using Xunit;

            public sealed class {{name}}
            {
                // {{Shown(inputs.Minimised)}}
                private static readonly string[] Inputs =
                [
            {{string.Join(",\n", inputLines)}},
                ];

                [Fact]
                public void Inputs_OfTheFinding_AreAnsweredRightly() => QmpRegression.OfBase64(Inputs).{{check}};
            }

            """;
    }

    private static string Identifier(string text) => "Finding_" + string.Concat(text.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));

    private static string OneLine(string text) => Shown(Encoding.UTF8.GetBytes(text));

    private static string Shown(ReadOnlySpan<byte> bytes)
    {
        const int Limit = 160;
        StringBuilder shown = new();
        foreach (byte next in bytes[..Math.Min(bytes.Length, Limit)])
        {
            shown.Append(next is >= 0x20 and < 0x7F ? (char)next : '.');
        }

        return bytes.Length > Limit ? $"{shown}…" : $"{shown}";
    }
}
