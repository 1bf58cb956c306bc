using System.Text.Json;
using QmpFuzz.Qmp.Rules.Pairing;

namespace QmpFuzz.Qmp.Rules.Reading;

/// <summary>What is certain about one complete message of the client, whose grammar is known to be right.</summary>
internal readonly ref struct ClientMessage
{
    public ClientMessage(ReadOnlySpan<byte> text, ClientReading reading)
    {
        (Kind, Traits) = (reading.Kind, reading.Traits);
        Id = text[reading.IdStart..reading.IdEnd];
    }

    public ExpectedKind Kind { get; }

    public CommandTraits Traits { get; }

    /// <summary>The id as it was written; empty if there is none.</summary>
    public ReadOnlySpan<byte> Id { get; }

    private static readonly JsonReaderOptions Deep = new() { MaxDepth = GrammarReader.DepthLimit + 1 };

    public static ClientReading Read(ReadOnlySpan<byte> text, DialectRules dialect, MemberNames names)
    {
        Utf8JsonReader reader = new(text, Deep);
        names.Clear();
        Notes notes = new(dialect);
        while (reader.Read())
        {
            ExpectedKind kind = names.Judge(ref reader);
            if (kind != ExpectedKind.Command)
            {
                return new ClientReading(kind, dialect.ActsAsQemu ? CommandTraits.NoJson : CommandTraits.None);
            }

            notes.Take(ref reader);
        }

        if (text[0] != '{')
        {
            return new ClientReading(ExpectedKind.Fault, CommandTraits.IsJson);
        }

        bool silent = (notes.Traits & CommandTraits.Silent) != 0;
        return new ClientReading(silent ? ExpectedKind.Anything : ExpectedKind.Command, notes.Traits, notes.IdStart, notes.IdEnd);
    }

    private enum Member : byte
    {
        Other,
        Execute,
        ExecOob,
        Arguments,
        Capabilities,
        Id,
    }

    /// <summary>Gathered on the way through the message, token by token.</summary>
    private ref struct Notes(DialectRules dialect)
    {
        private Member _member;
        private bool _execute;
        private bool _execOob;
        private bool _wrong;
        private bool _capabilities;
        private bool _asksForOvertaking;
        private bool _asksForMore;
        private bool _isSwitch;
        private CommandTraits _mode;
        private CommandTraits _name;

        public int IdStart { get; private set; }

        public int IdEnd { get; private set; }

        public readonly CommandTraits Traits
        {
            get
            {
                CommandTraits traits = _name | (_isSwitch ? _mode : CommandTraits.None);
                bool selects = dialect.Negotiation == NegotiationKind.Selection && _capabilities && !_execute && !_execOob;
                bool outOfBand = _execOob && dialect.Overtaking == OvertakingKind.OutOfBand;
                traits |= selects ? CommandTraits.Negotiates | CommandTraits.OnlyBefore : CommandTraits.None;
                traits |= !selects && (_wrong || _execute == outOfBand || (_execOob && !outOfBand)) ? CommandTraits.MustFail : CommandTraits.None;
                traits |= outOfBand && !_execute ? CommandTraits.OutOfBand : CommandTraits.None;
                bool only = dialect.Negotiation == NegotiationKind.Command && traits == (CommandTraits.Negotiates | CommandTraits.OnlyBefore);
                traits |= only && !_asksForMore ? CommandTraits.OnlyNegotiates : CommandTraits.None;
                bool enables = (traits & CommandTraits.Negotiates) != 0 && _asksForOvertaking;
                return enables ? traits | CommandTraits.EnablesOvertaking : traits;
            }
        }

        public void Take(ref Utf8JsonReader reader)
        {
            if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName)
            {
                _member = Recognise(ref reader);
                _execute |= _member == Member.Execute;
                _execOob |= _member == Member.ExecOob;
                _capabilities |= _member == Member.Capabilities;
                _asksForMore |= _member is Member.Other or Member.Capabilities;
                return;
            }

            if (_member is Member.Arguments or Member.Capabilities)
            {
                TakeArgument(ref reader);
            }
            else if (reader.CurrentDepth == 1 && _member == Member.Id)
            {
                bool ends = reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject;
                IdStart = ends ? IdStart : (int)reader.TokenStartIndex;
                IdEnd = (int)reader.BytesConsumed;
            }
            else if (reader.CurrentDepth == 1 && _member is Member.Execute or Member.ExecOob)
            {
                _wrong |= reader.TokenType != JsonTokenType.String;
                if (reader.TokenType == JsonTokenType.String)
                {
                    _name |= CommandNames.TraitsOf(ref reader, dialect);
                    _isSwitch = dialect.Negotiation == NegotiationKind.Modes && reader.ValueTextEquals("qmp_switch_mode"u8);
                }
            }
        }

        // The strings alone tell enough: a command that succeeds had them where they belong.
        private void TakeArgument(ref Utf8JsonReader reader)
        {
            _asksForMore |= reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject);
            if (reader.TokenType != JsonTokenType.String)
            {
                return;
            }

            _asksForOvertaking |= dialect.OvertakingCapability.Length > 0 && reader.ValueTextEquals(dialect.OvertakingCapability);
            _mode = reader.ValueTextEquals("operational"u8) ? CommandTraits.Negotiates
                : reader.ValueTextEquals("handshake"u8) ? CommandTraits.Reopens
                : CommandTraits.None;
        }

        private static Member Recognise(ref Utf8JsonReader name) =>
            name.ValueTextEquals("execute"u8) ? Member.Execute
            : name.ValueTextEquals("id"u8) ? Member.Id
            : name.ValueTextEquals("arguments"u8) ? Member.Arguments
            : name.ValueTextEquals("exec-oob"u8) ? Member.ExecOob
            : name.ValueTextEquals("capabilities"u8) ? Member.Capabilities
            : Member.Other;
    }
}

/// <summary>What was read in a message, without its text.</summary>
internal readonly record struct ClientReading(ExpectedKind Kind, CommandTraits Traits = CommandTraits.None, int IdStart = 0, int IdEnd = 0);
