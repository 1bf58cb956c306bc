using System.Text;
using System.Text.Json;
using QmpFuzz.Replay.Matching;

namespace QmpFuzz.Replay.Binding;

/// <summary>A string or number in the arguments of a recorded command.</summary>
internal readonly record struct ArgumentToken(int Session, TimeSpan At, long Offset, int Length, string? Name, string Text, bool IsNumber);

/// <summary>Finds the strings and numbers in what a command was given.</summary>
internal static class ArgumentTokens
{
    private const int LongestText = 4096;                   // no name and no path is longer

    public static IEnumerable<ArgumentToken> Read(int session, TimeSpan start, RecordedCommand command)
    {
        if (!command.IsReadable || !command.Value.TryGetProperty("arguments", out JsonElement arguments) || arguments.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        List<ArgumentToken> tokens = [];
        Utf8JsonReader reader = new(command.Bytes.Span, new JsonReaderOptions { MaxDepth = ServerMessage.DeepestNesting });
        bool inside = false;
        string? name = null;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                name = reader.GetString();
                inside = reader.CurrentDepth == 1 ? name == "arguments" : inside;
            }
            else if (inside && reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
            {
                bool isNumber = reader.TokenType == JsonTokenType.Number;
                int length = reader.ValueSpan.Length + (isNumber ? 0 : 2);
                string text = isNumber ? Encoding.ASCII.GetString(reader.ValueSpan) : reader.GetString()!;
                if (length <= LongestText)
                {
                    tokens.Add(new ArgumentToken(session, start + command.At, command.Offset + reader.TokenStartIndex, length, name, text, isNumber));
                }
            }
        }

        return tokens;
    }
}
