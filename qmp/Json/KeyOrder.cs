namespace QmpFuzz.Qmp.Json;

/// <summary>
/// The order in which QEMU writes the members of an object: by bucket of a table of 512, inside a bucket the newest first
/// (qobject/qdict.c; the hash is tdb's).
/// </summary>
internal static class KeyOrder
{
    private const int Buckets = 512;

    public static int Bucket(ReadOnlySpan<byte> key)
    {
        uint value = 0x238F13AFu * (uint)key.Length;
        for (int i = 0; i < key.Length; i++)
        {
            value += (uint)key[i] << (i * 5 % 24);
        }

        return (int)(((1103515243u * value) + 12345u) % Buckets);
    }

    /// <summary>A number that sorts members as QEMU does; <paramref name="position"/> is the member's place in the text.</summary>
    public static ulong Rank(ReadOnlySpan<byte> key, int position) => ((ulong)Bucket(key) << 32) | (uint)(int.MaxValue - position);

    /// <summary>The place in the text, back from a rank.</summary>
    public static int Position(ulong rank) => int.MaxValue - (int)(uint)rank;
}
