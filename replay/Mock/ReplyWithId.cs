using System.Text;
using System.Text.Json;
using QmpFuzz.Replay.Matching;

namespace QmpFuzz.Replay.Mock;

/// <summary>Puts the id that a live client gave into a recorded reply, and leaves every other byte as it was.</summary>
internal static class ReplyWithId
{
    public static byte[] Write(ServerMessage recorded, string? id)
    {
        byte[] bytes = recorded.Bytes.ToArray();
        if (recorded.Value.ValueKind != JsonValueKind.Object || recorded.Value.GetRawText().Length == 0)
        {
            return bytes;
        }

        (int nameStart, int valueStart, int end) = Find(bytes);
        return (nameStart, id) switch
        {
            (< 0, null) => bytes,
            (< 0, _) when recorded.Kind == ServerMessageKind.Error => [(byte)'{', .. Encoding.UTF8.GetBytes($"\"id\": {id}, "), .. bytes[1..]],
            (< 0, _) => [.. bytes[..^1], .. Encoding.UTF8.GetBytes($", \"id\": {id}}}")],
            (_, null) => Without(bytes, nameStart, end),
            _ => [.. bytes[..valueStart], .. Encoding.UTF8.GetBytes(id), .. bytes[end..]],
        };
    }

    // where the id begins, its value begins, and it ends; -1 if there is none
    private static (int NameStart, int ValueStart, int End) Find(byte[] bytes)
    {
        Utf8JsonReader reader = new(bytes, new JsonReaderOptions { MaxDepth = ServerMessage.DeepestNesting });
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
            {
                continue;
            }

            int nameStart = (int)reader.TokenStartIndex;
            bool isId = reader.ValueTextEquals("id"u8);
            reader.Read();
            int valueStart = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isId)
            {
                return (nameStart, valueStart, (int)reader.BytesConsumed);
            }
        }

        return (-1, -1, -1);
    }

    // with the comma behind it, or the one before it
    private static byte[] Without(byte[] bytes, int start, int end)
    {
        int behind = end;
        while (behind < bytes.Length && bytes[behind] is (byte)',' or (byte)' ')
        {
            behind++;
        }

        while (behind == end && start > 0 && bytes[start - 1] is (byte)',' or (byte)' ')
        {
            start--;
        }

        return [.. bytes[..start], .. bytes[behind..]];
    }
}
