using System.Text.Json;

namespace QmpFuzz.Fuzz.Targets.Clients;

/// <summary>The ids of messages, as they are written.</summary>
internal static class ScriptId
{
    private const int DeepestNesting = 1024;

    /// <summary>That of the message with this number; null (the word) where there is none.</summary>
    public static ReadOnlySpan<byte> Of(IReadOnlyList<byte[]> messages, int number) =>
        number >= 0 && number < messages.Count && Find(messages[number]) is { } id ? messages[number].AsSpan(id) : "null"u8;

    /// <summary>Where the value of the member <c>id</c> stands in an object; null if it has none, or is none.</summary>
    public static Range? Find(ReadOnlySpan<byte> message)
    {
        Utf8JsonReader reader = new(message, new JsonReaderOptions { MaxDepth = DeepestNesting, AllowMultipleValues = true });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1 || !reader.ValueTextEquals("id"u8))
                {
                    continue;
                }

                reader.Read();
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                return start..(int)reader.BytesConsumed;
            }
        }
        catch (JsonException)                               // a server of another dialect: it stays as it is
        {
            return null;
        }

        return null;
    }
}
