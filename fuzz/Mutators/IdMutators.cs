using System.Buffers;
using System.Collections.Immutable;

namespace QmpFuzz.Fuzz.Mutators;

/// <summary>Mutations of what tells one command from another.</summary>
internal static class IdMutators
{
    private const int DeepestId = 8;
    private const int LongestId = 3000;

    public static readonly ImmutableArray<(string Name, Mutation Mutation)> All =
    [
        ("set", SetAny),
        ("scalar", SetScalar),
        ("nest", SetNested),
        ("deepen", Deepen),
        ("copy", CopyFromOther),
        ("remove", Remove),
        ("twice", AddSecond),
        ("huge", SetHuge),
    ];

    private static bool SetAny(MutationContext context)
    {
        ArrayBufferWriter<byte> id = context.NewScratch();
        RandomJson.Write(id, context.Random, context.Random.Between(1, 4));
        return Set(context, id.WrittenSpan);
    }

    private static bool SetScalar(MutationContext context)
    {
        ArrayBufferWriter<byte> id = context.NewScratch();
        RandomJson.WriteScalar(id, context.Random);
        return Set(context, id.WrittenSpan);
    }

    private static bool SetNested(MutationContext context)
    {
        ArrayBufferWriter<byte> id = context.NewScratch();
        RandomJson.WriteNested(id, context.Random, context.Random.Between(1, DeepestId));
        return Set(context, id.WrittenSpan);
    }

    /// <summary>One more array or object around the id that is there.</summary>
    private static bool Deepen(MutationContext context)
    {
        int opener = Members.PickObject(context);
        if (opener < 0 || !Members.TryFind(context, opener, "id"u8, out _, out Stretch value))
        {
            return false;
        }

        bool isObject = context.Random.OneIn(2);
        ArrayBufferWriter<byte> deeper = context.NewScratch();
        deeper.Write(isObject ? "{\"id\":"u8 : "["u8);
        deeper.Write(context.Input.Bytes[value.Start..value.End]);
        deeper.Write(isObject ? "}"u8 : "]"u8);
        return context.Input.Replace(value.Start, value.Length, deeper.WrittenSpan);
    }

    private static bool CopyFromOther(MutationContext context)
    {
        int other = Members.PickObject(context);
        if (other < 0 || !Members.TryFind(context, other, "id"u8, out _, out Stretch value))
        {
            return false;
        }

        ArrayBufferWriter<byte> id = context.NewScratch();
        id.Write(context.Input.Bytes[value.Start..value.End]);
        return Set(context, id.WrittenSpan);
    }

    private static bool Remove(MutationContext context)
    {
        int opener = Members.PickObject(context);
        if (opener < 0 || !Members.TryFind(context, opener, "id"u8, out Piece key, out Stretch value))
        {
            return false;
        }

        bool followed = value.End < context.Input.Length && context.Input[value.End] == ',';
        bool preceded = !followed && context.Input[key.Start - 1] == ',';
        int start = preceded ? key.Start - 1 : key.Start;
        int end = followed ? value.End + 1 : value.End;
        return context.Input.Remove(start, end - start);
    }

    private static bool AddSecond(MutationContext context)
    {
        int opener = Members.PickObject(context);
        ArrayBufferWriter<byte> id = context.NewScratch();
        RandomJson.Write(id, context.Random, context.Random.Below(2));
        return opener >= 0 && Add(context, opener, id.WrittenSpan);
    }

    private static bool SetHuge(MutationContext context)
    {
        int length = context.Random.Between(100, LongestId);
        ArrayBufferWriter<byte> id = context.NewScratch();
        id.Write("\""u8);
        id.GetSpan(length)[..length].Fill((byte)'i');
        id.Advance(length);
        id.Write("\""u8);
        return Set(context, id.WrittenSpan);
    }

    private static bool Set(MutationContext context, ReadOnlySpan<byte> id)
    {
        int opener = Members.PickObject(context);
        if (opener < 0)
        {
            return false;
        }

        return Members.TryFind(context, opener, "id"u8, out _, out Stretch value)
            ? context.Input.Replace(value.Start, value.Length, id)
            : Add(context, opener, id);
    }

    /// <summary>A member in front of the first one.</summary>
    private static bool Add(MutationContext context, int opener, ReadOnlySpan<byte> id)
    {
        int at = context.Outline.Pieces[opener].End;
        bool isEmpty = context.Outline.Pieces[opener].Match == opener + 1;
        return context.Input.Insert(at, "\"id\":"u8, id, isEmpty ? ""u8 : ","u8);
    }
}
