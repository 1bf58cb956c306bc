using System.Buffers.Binary;
using System.Numerics;

namespace QmpFuzz.Qmp.Rules.Reading;

/// <summary>
/// What texts were read as, for those that come again and again: a reading is a function of the bytes alone, so that it need
/// not be made twice. Each slot keeps the last text that fell to it; texts are compared whole, and a forgotten one is only read again.
/// </summary>
internal sealed class ReadingMemory<TReading>
    where TReading : struct
{
    private const int SlotBits = 12;
    private const int LongestText = 4096;

    private readonly Slot?[] _slots = new Slot?[1 << SlotBits];

    public bool TryRecall(ReadOnlySpan<byte> text, out TReading reading)
    {
        Slot? slot = text.Length <= LongestText ? _slots[SlotOf(text)] : null;
        bool known = slot is not null && text.SequenceEqual(slot.Text);
        reading = known ? slot!.Reading : default;
        return known;
    }

    public void Remember(ReadOnlySpan<byte> text, in TReading reading)
    {
        if (text.Length <= LongestText)
        {
            Slot slot = _slots[SlotOf(text)] ??= new Slot();
            slot.Keep(text);
            slot.Reading = reading;
        }
    }

    // eight bytes at a time, each mixed in by a multiplication; the last eight overlap those before
    private static int SlotOf(ReadOnlySpan<byte> text)
    {
        ulong hash = (ulong)text.Length;
        if (text.Length >= sizeof(ulong))
        {
            ReadOnlySpan<byte> last = text[^sizeof(ulong)..];
            for (; text.Length > sizeof(ulong); text = text[sizeof(ulong)..])
            {
                hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(text));
            }

            text = last;
        }

        ulong rest = 0;
        foreach (byte next in text)
        {
            rest = (rest << 8) | next;
        }

        return (int)(Mix(hash, rest) >> (64 - SlotBits));
    }

    private static ulong Mix(ulong hash, ulong word)
    {
        hash = (hash ^ word) * 0x9E3779B97F4A7C15;
        return hash ^ (hash >> 32);
    }

    private sealed class Slot
    {
        private byte[] _text = [];
        private int _length;

        public ReadOnlySpan<byte> Text => _text.AsSpan(0, _length);

        public TReading Reading { get; set; }

        public void Keep(ReadOnlySpan<byte> text)
        {
            if (text.Length > _text.Length)
            {
                _text = new byte[BitOperations.RoundUpToPowerOf2((uint)text.Length)];
            }

            text.CopyTo(_text);
            _length = text.Length;
        }
    }
}
