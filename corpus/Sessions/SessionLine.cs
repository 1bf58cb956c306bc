using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace QmpFuzz.Corpus.Sessions;

/// <summary>
/// Builds one line of a session file in a buffer that is used again and again. The array it returns is valid until the next line.
/// A chunk is escaped by hand: only what JSON demands, so that files read and diff well, and without garbage per chunk.
/// </summary>
internal sealed class SessionLine
{
    private const int WorstEscape = 6;                      // \u0000
    private const int LongestFraming = 64;                  // [ time , kind , quotes, "b64" ] and the line feed

    private static readonly JsonWriterOptions HeaderOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private byte[] _line = new byte[1024];
    private int _length;

    /// <summary>The line that was built last.</summary>
    public ReadOnlyMemory<byte> Memory => _line.AsMemory(0, _length);

    // {"qmps":1,"started":"…Z","source":"…","dialect":"…","by":"…", then what is known of group, index, offset_us, continues}
    public static ReadOnlySpan<byte> Header(SessionHeader header)
    {
        ArrayBufferWriter<byte> line = new();
        using Utf8JsonWriter json = new(line, HeaderOptions);
        json.WriteStartObject();
        json.WriteNumber("qmps", SessionHeader.FormatVersion);
        json.WriteString("started", header.Started.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("source", header.Source);
        json.WriteString("dialect", header.Dialect);
        json.WriteString("by", header.By);
        WriteOptional(json, header);
        json.WriteEndObject();
        json.Flush();
        line.Write("\n"u8);
        return line.WrittenSpan;
    }

    public ReadOnlySpan<byte> Record(SessionRecord record) => record switch
    {
        ChunkRecord chunk => Chunk(chunk.Microseconds, chunk.Side, chunk.Bytes.Span),
        DescriptorsRecord descriptors => Counted(record, SessionKind.Descriptors, descriptors.Side, descriptors.Count),
        GapRecord gap => Counted(record, SessionKind.Gap, gap.Side, gap.Bytes),
        EndOfInputRecord end => Sided(record, SessionKind.EndOfInput, end.Side),
        CloseRecord close => Sided(record, SessionKind.Close, close.Side),
        ResetRecord reset => Sided(record, SessionKind.Reset, reset.Side),
        NoteRecord note => Text(note.Microseconds, SessionKind.Note, Encoding.UTF8.GetBytes(note.Text)),
        _ => throw new UnreachableException($"{record.GetType().Name} has no form in a session file"),
    };

    public ReadOnlySpan<byte> Chunk(long microseconds, SessionSide side, ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes)
        ? Text(microseconds, SessionKind.Of(side), bytes)
        : Binary(microseconds, SessionKind.Of(side), bytes);

    // [t,"c","text"]
    private ReadOnlySpan<byte> Text(long microseconds, string kind, ReadOnlySpan<byte> utf8)
    {
        Start(microseconds, kind, utf8.Length * WorstEscape);
        Append(",\""u8);
        _length += JsonTextEscape.Escape(utf8, _line.AsSpan(_length));
        Append("\"]\n"u8);
        return Line;
    }

    // [t,"c","base64","b64"]
    private ReadOnlySpan<byte> Binary(long microseconds, string kind, ReadOnlySpan<byte> bytes)
    {
        Start(microseconds, kind, Base64.GetMaxEncodedToUtf8Length(bytes.Length));
        Append(",\""u8);
        Base64.EncodeToUtf8(bytes, _line.AsSpan(_length), out _, out int written);
        _length += written;
        Append("\",\""u8);
        AppendAscii(SessionKind.Base64);
        Append("\"]\n"u8);
        return Line;
    }

    // [t,"gap","s",1448]
    private ReadOnlySpan<byte> Counted(SessionRecord record, string kind, SessionSide side, long count)
    {
        Start(record.Microseconds, kind, 0);
        AppendSide(side);
        Append(","u8);
        AppendNumber(count);
        Append("]\n"u8);
        return Line;
    }

    // [t,"eof","c"]
    private ReadOnlySpan<byte> Sided(SessionRecord record, string kind, SessionSide side)
    {
        Start(record.Microseconds, kind, 0);
        AppendSide(side);
        Append("]\n"u8);
        return Line;
    }

    private ReadOnlySpan<byte> Line => _line.AsSpan(0, _length);

    private void Start(long microseconds, string kind, int payload)
    {
        if (_line.Length < payload + LongestFraming)
        {
            _line = new byte[payload + LongestFraming];
        }

        _length = 0;
        Append("["u8);
        AppendNumber(microseconds);
        Append(",\""u8);
        AppendAscii(kind);
        Append("\""u8);
    }

    private void AppendSide(SessionSide side)
    {
        Append(",\""u8);
        AppendAscii(SessionKind.Of(side));
        Append("\""u8);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_line.AsSpan(_length));
        _length += bytes.Length;
    }

    private void AppendAscii(string text) => _length += Encoding.ASCII.GetBytes(text, _line.AsSpan(_length));

    private void AppendNumber(long number)
    {
        Utf8Formatter.TryFormat(number, _line.AsSpan(_length), out int written);
        _length += written;
    }

    private static void WriteOptional(Utf8JsonWriter json, SessionHeader header)
    {
        if (header.Group is { } group)
        {
            json.WriteString("group", group);
        }

        if (header.Index is { } index)
        {
            json.WriteNumber("index", index);
        }

        if (header.OffsetMicroseconds is { } offset)
        {
            json.WriteNumber("offset_us", offset);
        }

        if (header.Continues is { } continues)
        {
            json.WriteString("continues", continues);
        }
    }
}
