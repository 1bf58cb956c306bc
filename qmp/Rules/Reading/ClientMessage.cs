using System.Text.Json;
using QmpFuzz.Qmp.Rules.Pairing;

namespace QmpFuzz.Qmp.Rules.Reading;

/// <summary>What is certain about one complete message of the client, whose grammar is known to be right.</summary>
internal readonly ref struct ClientMessage
{
    public ExpectedKind Kind { get; private init; }

    public CommandTraits Traits { get; private init; }

    /// <summary>The id as it was written; empty if there is none.</summary>
    public ReadOnlySpan<byte> Id { get; private init; }

    private static readonly JsonReaderOptions Deep = new() { MaxDepth = GrammarReader.DepthLimit + 1 };

    public static ClientMessage Read(ReadOnlySpan<byte> text, MemberNames names)
    {
        if (text[0] != '{')
        {
            return new ClientMessage { Kind = ExpectedKind.Fault };
        }

        Utf8JsonReader reader = new(text, Deep);
        names.Clear();
        Notes notes = default;
        while (reader.Read())
        {
            ExpectedKind kind = names.Judge(ref reader);
            if (kind != ExpectedKind.Command)
            {
                return new ClientMessage { Kind = kind };
            }

            notes.Take(ref reader);
        }

        return new ClientMessage { Kind = ExpectedKind.Command, Traits = notes.Traits, Id = text[notes.IdStart..notes.IdEnd] };
    }

    private enum Member : byte
    {
        Other,
        Execute,
        ExecOob,
        Arguments,
        Id,
    }

    /// <summary>Gathered on the way through the message, token by token.</summary>
    private ref struct Notes
    {
        private Member _member;
        private bool _execute;
        private bool _execOob;
        private bool _wrong;
        private bool _asksForOutOfBand;
        private CommandTraits _name;

        public int IdStart { get; private set; }

        public int IdEnd { get; private set; }

        public readonly CommandTraits Traits
        {
            get
            {
                CommandTraits traits = _name;
                traits |= _execute == _execOob || _wrong ? CommandTraits.MustFail : CommandTraits.None;
                traits |= _execOob && !_execute ? CommandTraits.OutOfBand : CommandTraits.None;
                bool enables = (traits & CommandTraits.Negotiates) != 0 && _asksForOutOfBand;
                return enables ? traits | CommandTraits.EnablesOutOfBand : traits;
            }
        }

        public void Take(ref Utf8JsonReader reader)
        {
            if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName)
            {
                _member = Recognise(ref reader);
                _execute |= _member == Member.Execute;
                _execOob |= _member == Member.ExecOob;
                return;
            }

            if (_member == Member.Arguments)
            {
                _asksForOutOfBand |= reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("oob"u8);
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
                _name |= reader.TokenType == JsonTokenType.String ? NameOf(ref reader) : CommandTraits.None;
            }
        }

        private static Member Recognise(ref Utf8JsonReader name) =>
            name.ValueTextEquals("execute"u8) ? Member.Execute
            : name.ValueTextEquals("id"u8) ? Member.Id
            : name.ValueTextEquals("arguments"u8) ? Member.Arguments
            : name.ValueTextEquals("exec-oob"u8) ? Member.ExecOob
            : Member.Other;

        private static CommandTraits NameOf(ref Utf8JsonReader name) =>
            name.ValueTextEquals("qmp_capabilities"u8) ? CommandTraits.Negotiates
            : name.ValueTextEquals("quit"u8) || name.ValueTextEquals("yank"u8) ? CommandTraits.Ends
            : CommandTraits.None;
    }
}
