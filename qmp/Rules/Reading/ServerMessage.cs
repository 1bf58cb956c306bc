using System.Text.Json;

namespace QmpFuzz.Qmp.Rules.Reading;

internal enum ServerMessageKind
{
    Unknown,
    Greeting,
    Event,
    Return,
    Error,
}

/// <summary>What one line of the server is, read with the framework's own reader.</summary>
internal readonly ref struct ServerMessage
{
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 4096 };

    public ServerMessage(ReadOnlySpan<byte> text, ServerReading reading, bool delimited)
    {
        Text = text;
        Reading = reading;
        IsDelimited = delimited;
    }

    public ReadOnlySpan<byte> Text { get; }

    public ServerReading Reading { get; }

    public ServerMessageKind Kind => Reading.Kind;

    /// <summary>The id as it stands in the line; empty if there is none.</summary>
    public ReadOnlySpan<byte> Id => Text[Reading.IdStart..Reading.IdEnd];

    /// <summary>The event that says that the machine is about to end.</summary>
    public bool IsShutdown => Reading.IsShutdown;

    /// <summary>The greeting has "version" and "capabilities".</summary>
    public bool HasVersion => Reading.HasVersion;

    /// <summary>The error has "data".</summary>
    public bool HasErrorData => Reading.HasErrorData;

    /// <summary>The error says that the message is not JSON.</summary>
    public bool IsSyntaxError => Reading.IsSyntaxError;

    /// <summary>Of an event: its kind and source.</summary>
    public EventSource Source => Reading.Source;

    /// <summary>0xFF stood before it.</summary>
    public bool IsDelimited { get; }

    public bool IsReply => Kind is ServerMessageKind.Return or ServerMessageKind.Error;

    /// <summary>Reads one line; a fault says what is not JSON about it.</summary>
    public static ServerMessage Read(ReadOnlySpan<byte> text, bool delimited, out string? fault)
    {
        fault = null;
        try
        {
            return new ServerMessage(text, Read(text), delimited);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            fault = exception.Message;
            return default;
        }
    }

    private static ServerReading Read(ReadOnlySpan<byte> text)
    {
        Utf8JsonReader reader = new(text, Deep);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            while (reader.Read())
            {
            }

            return default;
        }

        Members members = default;
        int idStart = 0;
        int idEnd = 0;
        bool shutdown = false;
        Details details = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Members member = Recognise(ref reader);
            members |= (members & member) == 0 ? member : Members.Wrong;
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            shutdown |= member == Members.Event && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("SHUTDOWN"u8);
            members |= IsFit(member, ref reader, ref details) ? default : Members.Wrong;
            reader.Skip();
            if (member == Members.Id)
            {
                (idStart, idEnd) = (start, (int)reader.BytesConsumed);
            }
        }

        reader.Read();
        ServerMessageKind kind = KindOf(members);
        EventSource source = kind == ServerMessageKind.Event ? EventSource.OfLine(text) : default;
        return new ServerReading(kind, idStart, idEnd, shutdown, details == Details.Greeting, (details & Details.ErrorData) != 0, (details & Details.SyntaxError) != 0, source);
    }

    [Flags]
    private enum Members
    {
        /// <summary>Nobody knows it, and nobody may rely on its not being there.</summary>
        None = 0,
        Qmp = 1,
        Return = 2,
        Error = 4,
        Event = 8,
        Timestamp = 16,
        Data = 32,
        Id = 64,

        /// <summary>One that stands twice or has a value of the wrong type.</summary>
        Wrong = 128,
    }

    /// <summary>What was seen inside "QMP" or "error".</summary>
    [Flags]
    private enum Details
    {
        Version = 1,
        Capabilities = 2,
        Greeting = Version | Capabilities,
        ErrorData = 4,
        SyntaxError = 8,
    }

    private static Members Recognise(ref Utf8JsonReader name)
    {
        return name.ValueTextEquals("return"u8) ? Members.Return
            : name.ValueTextEquals("id"u8) ? Members.Id
            : name.ValueTextEquals("error"u8) ? Members.Error
            : name.ValueTextEquals("timestamp"u8) ? Members.Timestamp
            : name.ValueTextEquals("event"u8) ? Members.Event
            : name.ValueTextEquals("data"u8) ? Members.Data
            : name.ValueTextEquals("QMP"u8) ? Members.Qmp
            : Members.None;
    }

    private static bool IsFit(Members member, ref Utf8JsonReader value, ref Details details) => member switch
    {
        Members.Qmp => value.TokenType == JsonTokenType.StartObject && IsGreeting(value, ref details),
        Members.Timestamp or Members.Data => value.TokenType == JsonTokenType.StartObject,
        Members.Error => value.TokenType == JsonTokenType.StartObject && IsError(value, ref details),
        Members.Event => value.TokenType == JsonTokenType.String,
        _ => true,
    };

    // { "class": string, "desc": string }; the older dialects have "data" beside them
    private static bool IsError(Utf8JsonReader value, ref Details details)
    {
        int strings = 0;
        while (value.Read() && value.TokenType == JsonTokenType.PropertyName)
        {
            bool known = value.ValueTextEquals("class"u8) || value.ValueTextEquals("desc"u8);
            bool data = value.ValueTextEquals("data"u8);
            value.Read();
            details |= data && value.TokenType == JsonTokenType.StartObject ? Details.ErrorData : default;
            details |= known && SaysSyntax(value.ValueSpan) ? Details.SyntaxError : default;
            strings += known && value.TokenType == JsonTokenType.String ? 1 : 0;
            value.Skip();
        }

        return strings == 2;
    }

    // the texts of QEMU 7.2, and the class of 2010
    private static bool SaysSyntax(ReadOnlySpan<byte> text) =>
        text.StartsWith("JSON parse error, "u8) || text.StartsWith("JSON token "u8) || text.StartsWith("JSON nesting "u8) || text.SequenceEqual("JSONParsing"u8);

    // { "version"?: object, "capabilities": array }
    private static bool IsGreeting(Utf8JsonReader value, ref Details details)
    {
        while (value.Read() && value.TokenType == JsonTokenType.PropertyName)
        {
            Details member = value.ValueTextEquals("version"u8) ? Details.Version : value.ValueTextEquals("capabilities"u8) ? Details.Capabilities : default;
            value.Read();
            bool fits = value.TokenType == (member == Details.Version ? JsonTokenType.StartObject : JsonTokenType.StartArray);
            details |= fits ? member : default;
            value.Skip();
        }

        return (details & Details.Capabilities) != 0;
    }

    private static ServerMessageKind KindOf(Members members) => members switch
    {
        Members.Qmp => ServerMessageKind.Greeting,
        Members.Return or (Members.Return | Members.Id) => ServerMessageKind.Return,
        Members.Error or (Members.Error | Members.Id) => ServerMessageKind.Error,
        (Members.Event | Members.Timestamp) or (Members.Event | Members.Timestamp | Members.Data) => ServerMessageKind.Event,
        _ => ServerMessageKind.Unknown,
    };
}

/// <summary>What was read in a line, without the line.</summary>
internal readonly record struct ServerReading(ServerMessageKind Kind, int IdStart, int IdEnd, bool IsShutdown, bool HasVersion, bool HasErrorData, bool IsSyntaxError, EventSource Source);
