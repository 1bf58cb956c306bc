using System.Buffers;
using System.Runtime.InteropServices;

namespace QmpFuzz.Recorder.Redaction;

/// <summary>Which parts of a chunk are to be hidden; gives the chunk with fillers in their place.</summary>
internal sealed class MaskList
{
    private static readonly SearchValues<byte> OfNumbers = SearchValues.Create("0123456789.eE+-"u8);

    private readonly List<(int Start, int End, bool Bare)> _masks = [];
    private byte[] _masked = [];

    public bool IsEmpty => _masks.Count == 0;

    public void Clear() => _masks.Clear();

    /// <summary>Hides a part; <paramref name="bare"/> says that it stands outside of a string, where a number has to stay a number.</summary>
    public void Add(int start, int end, bool bare = false)
    {
        if (end > start)
        {
            _masks.Add((start, end, bare));
        }
    }

    /// <summary>The chunk with its masked parts filled; valid until the next call.</summary>
    public ReadOnlySpan<byte> Apply(ReadOnlySpan<byte> chunk)
    {
        if (_masked.Length < chunk.Length)
        {
            _masked = GC.AllocateUninitializedArray<byte>(chunk.Length);
        }

        Span<byte> masked = _masked.AsSpan(0, chunk.Length);
        chunk.CopyTo(masked);
        foreach ((int start, int end, bool bare) in CollectionsMarshal.AsSpan(_masks))
        {
            Span<byte> part = masked[start..end];
            if (bare && !part.ContainsAnyExcept(OfNumbers))
            {
                FillDigits(part);
            }
            else
            {
                part.Fill((byte)'*');
            }
        }

        return masked;
    }

    private static void FillDigits(Span<byte> number)
    {
        foreach (ref byte digit in number)
        {
            digit = char.IsAsciiDigit((char)digit) ? (byte)'1' : digit;
        }
    }
}
