using System.Text;
using System.Text.Json;
using QmpFuzz.Qmp.Rules.Reading;

namespace QmpFuzz.Fuzz.Oracles;

/// <summary>
/// The members of an object have no order. Those of requests are sent the other way round: of requests that came in one piece, and
/// have members that are known only, each once.
/// </summary>
internal sealed class MemberOrder : MessageVariation
{
    private const int MemberLimit = 4;

    private static readonly JsonReaderOptions Deep = new() { MaxDepth = GrammarReader.DepthLimit + 1 };

    private readonly Range[] _members = new Range[MemberLimit];

    public override string Name => "member-order";

    public override string Way => "with the members of requests the other way round";

    protected override bool Put(ReadOnlySpan<byte> bytes)
    {
        int put = 0;
        int start = -1;
        bool any = false;
        for (int at = 0; at < bytes.Length; at++)
        {
            start = Places.Begins(bytes[at]) ? at : start;
            Places.Pass(bytes[at]);
            if (start >= 0 && Places.IsBetween)
            {
                int count = Read(bytes[start..(at + 1)]);
                if (count > 1)
                {
                    Writer.Bytes(bytes[put..start]);
                    PutReversed(bytes[start..], count);
                    put = at + 1;
                    any = true;
                }

                start = -1;
            }
        }

        Writer.Bytes(bytes[put..]);
        return any;
    }

    private void PutReversed(ReadOnlySpan<byte> message, int count)
    {
        for (int i = count - 1; i >= 0; i--)
        {
            Writer.Bytes(i == count - 1 ? "{"u8 : ","u8);
            Writer.Bytes(message[_members[i]]);
        }

        Writer.Bytes("}"u8);
    }

    /// <summary>Finds the members of a message whose grammar is right; 0 unless each is known and stands once.</summary>
    private int Read(ReadOnlySpan<byte> message)
    {
        Utf8JsonReader reader = new(message, Deep);
        int count = 0;
        int seen = 0;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject || MayBeNoText(message))
        {
            return 0;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int known = Recognise(reader.ValueSpan);
            if (known == 0 || (seen & known) != 0)
            {
                return 0;
            }

            seen |= known;
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            _members[count++] = start..(int)reader.BytesConsumed;
        }

        return count;
    }

    /// <summary>A server may say what is wrong with the first of several strings.</summary>
    private static bool MayBeNoText(ReadOnlySpan<byte> message) => !Ascii.IsValid(message) || message.IndexOf("\\u"u8) >= 0;

    private static int Recognise(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("execute"u8) ? 1
        : name.SequenceEqual("exec-oob"u8) ? 2
        : name.SequenceEqual("arguments"u8) ? 4
        : name.SequenceEqual("id"u8) ? 8
        : 0;
}
