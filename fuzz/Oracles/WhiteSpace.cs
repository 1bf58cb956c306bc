namespace QmpFuzz.Fuzz.Oracles;

/// <summary>White space before messages means nothing. It is put only where a message certainly begins.</summary>
internal sealed class WhiteSpace : MessageVariation
{
    private static readonly byte[] Blanks = [.. " \t\r\n"u8];

    public override string Name => "white-space";

    public override string Way => "with white space before messages";

    protected override bool Put(ReadOnlySpan<byte> bytes)
    {
        int put = 0;
        bool any = false;
        for (int at = 0; at < bytes.Length; at++)
        {
            if (Places.Begins(bytes[at]))
            {
                Writer.Bytes(bytes[put..at]);
                Writer.Bytes(Blanks);
                put = at;
                any = true;
            }

            Places.Pass(bytes[at]);
        }

        Writer.Bytes(bytes[put..]);
        return any;
    }
}
