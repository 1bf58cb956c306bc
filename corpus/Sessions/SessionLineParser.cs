using System.Buffers;
using System.Text.Json;

namespace QmpFuzz.Corpus.Sessions;

/// <summary>What one line of a session file turned out to be.</summary>
internal readonly record struct ParsedLine(SessionRecord? Record, string? Reason, bool Incomplete)
{
    /// <summary>Good, but of a kind that a later version will know.</summary>
    public static ParsedLine Unknown => default;

    /// <summary>Good up to its end, where more was to come.</summary>
    public static ParsedLine CutOff => new(null, "the line is cut off", true);

    public static ParsedLine Of(SessionRecord record) => new(record, null, false);

    public static ParsedLine Bad(string reason) => new(null, reason, false);
}

/// <summary>Reads one record: <c>[t_us, kind, …]</c>. Elements after those that are known are left to later versions.</summary>
internal static class SessionLineParser
{
    public static ParsedLine Parse(ReadOnlySpan<byte> line)
    {
        Utf8JsonReader json = new(line, isFinalBlock: false, default);
        try
        {
            ParsedLine parsed = ParseArray(ref json);
            return parsed.Reason is not null || ReadsToEnd(ref json) ? parsed : ParsedLine.CutOff;
        }
        catch (JsonException failure)
        {
            return ParsedLine.Bad($"not JSON at its byte {failure.BytePositionInLine}");
        }
    }

    private static ParsedLine ParseArray(ref Utf8JsonReader json)
    {
        if (!json.Read())
        {
            return ParsedLine.CutOff;
        }

        if (json.TokenType != JsonTokenType.StartArray)
        {
            return ParsedLine.Bad("expected an array [time, kind, …]");
        }

        if (!json.Read())
        {
            return ParsedLine.CutOff;
        }

        if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out long microseconds))
        {
            return ParsedLine.Bad("the time is not a whole number of microseconds");
        }

        if (!json.Read())
        {
            return ParsedLine.CutOff;
        }

        return json.TokenType == JsonTokenType.String
            ? ParseKind(ref json, microseconds)
            : ParsedLine.Bad("the kind is not a string");
    }

    private static ParsedLine ParseKind(ref Utf8JsonReader json, long microseconds)
    {
        if (json.ValueTextEquals(SessionKind.Client))
        {
            return ParseChunk(ref json, microseconds, SessionSide.Client);
        }

        if (json.ValueTextEquals(SessionKind.Server))
        {
            return ParseChunk(ref json, microseconds, SessionSide.Server);
        }

        if (json.ValueTextEquals(SessionKind.Note))
        {
            return ParseNote(ref json, microseconds);
        }

        return json.ValueIsEscaped ? ParsedLine.Unknown : ParseSided(ref json, microseconds, json.GetString());
    }

    private static ParsedLine ParseSided(ref Utf8JsonReader json, long microseconds, string? kind)
    {
        if (kind is not (SessionKind.Descriptors or SessionKind.Gap or SessionKind.EndOfInput or SessionKind.Close or SessionKind.Reset))
        {
            return ParsedLine.Unknown;
        }

        if (!json.Read())
        {
            return ParsedLine.CutOff;
        }

        if (json.TokenType != JsonTokenType.String || !TrySide(ref json, out SessionSide side))
        {
            return ParsedLine.Bad($"'{kind}' names no side: expected \"c\" or \"s\"");
        }

        return kind switch
        {
            SessionKind.EndOfInput => ParsedLine.Of(new EndOfInputRecord(microseconds, side)),
            SessionKind.Close => ParsedLine.Of(new CloseRecord(microseconds, side)),
            SessionKind.Reset => ParsedLine.Of(new ResetRecord(microseconds, side)),
            _ => ParseCounted(ref json, microseconds, kind, side),
        };
    }

    private static ParsedLine ParseCounted(ref Utf8JsonReader json, long microseconds, string kind, SessionSide side)
    {
        if (!json.Read())
        {
            return ParsedLine.CutOff;
        }

        if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out long count) || count < 0)
        {
            return ParsedLine.Bad($"'{kind}' has no count");
        }

        if (kind == SessionKind.Gap)
        {
            return ParsedLine.Of(new GapRecord(microseconds, side, count));
        }

        return count <= int.MaxValue
            ? ParsedLine.Of(new DescriptorsRecord(microseconds, side, (int)count))
            : ParsedLine.Bad("more descriptors than there can be");
    }

    private static ParsedLine ParseNote(ref Utf8JsonReader json, long microseconds)
    {
        if (!json.Read())
        {
            return ParsedLine.CutOff;
        }

        return json.TokenType == JsonTokenType.String && TryText(ref json, out ReadOnlyMemory<byte> text)
            ? ParsedLine.Of(new NoteRecord(microseconds, System.Text.Encoding.UTF8.GetString(text.Span)))
            : ParsedLine.Bad("the note is not text");
    }

    // [t,"c","text"] or [t,"c","base64","b64"]
    private static ParsedLine ParseChunk(ref Utf8JsonReader json, long microseconds, SessionSide side)
    {
        if (!json.Read())
        {
            return ParsedLine.CutOff;
        }

        if (json.TokenType != JsonTokenType.String || !TryText(ref json, out ReadOnlyMemory<byte> text))
        {
            return ParsedLine.Bad("the bytes of the chunk are not text");
        }

        if (!json.Read())
        {
            return ParsedLine.CutOff;
        }

        if (json.TokenType == JsonTokenType.EndArray)
        {
            return ParsedLine.Of(new ChunkRecord(microseconds, side, text));
        }

        if (json.TokenType != JsonTokenType.String || !json.ValueTextEquals(SessionKind.Base64))
        {
            return ParsedLine.Bad("the chunk has an encoding other than \"b64\"");
        }

        byte[] bytes = new byte[text.Length];
        return System.Buffers.Text.Base64.DecodeFromUtf8(text.Span, bytes, out _, out int length) == OperationStatus.Done
            ? ParsedLine.Of(new ChunkRecord(microseconds, side, bytes.AsMemory(0, length)))
            : ParsedLine.Bad("the chunk is not base64");
    }

    private static bool TrySide(ref Utf8JsonReader json, out SessionSide side)
    {
        side = json.ValueTextEquals(SessionKind.Client) ? SessionSide.Client : SessionSide.Server;
        return side == SessionSide.Client || json.ValueTextEquals(SessionKind.Server);
    }

    // an escaped lone surrogate is JSON, but no text: the one thing that the reader throws for that is not a JsonException
    private static bool TryText(ref Utf8JsonReader json, out ReadOnlyMemory<byte> text)
    {
        byte[] bytes = new byte[json.ValueSpan.Length];
        try
        {
            text = bytes.AsMemory(0, json.CopyString(bytes));
            return true;
        }
        catch (InvalidOperationException)
        {
            text = default;
            return false;
        }
    }

    private static bool ReadsToEnd(ref Utf8JsonReader json)
    {
        while (json.CurrentDepth > 0 || json.TokenType != JsonTokenType.EndArray)
        {
            if (!json.Read())
            {
                return false;
            }
        }

        return !json.Read();                                // anything after the array throws
    }
}
