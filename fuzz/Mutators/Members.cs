namespace QmpFuzz.Fuzz.Mutators;

/// <summary>Finds the members of messages.</summary>
internal static class Members
{
    /// <summary>The bracket that opens this message, as an index of pieces.</summary>
    public static int Opener(JsonOutline outline, Stretch message)
    {
        int low = 0;
        int high = outline.Pieces.Count - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (outline.Pieces[middle].Start < message.Start)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>Looks for a member of the object that opens here by the name between its quotes; gives its key and the stretch of its value.</summary>
    public static bool TryFind(MutationContext context, int opener, ReadOnlySpan<byte> name, out Piece key, out Stretch value)
    {
        JsonOutline outline = context.Outline;
        int end = outline.Pieces[opener].Match;
        for (int piece = opener + 1; piece < end - 2; piece++)
        {
            key = outline.Pieces[piece];
            bool isNamed = key.Depth == outline.Pieces[opener].Depth + 1 && outline.IsKey(piece) && key.Length == name.Length + 2;
            if (isNamed && context.Input.Bytes.Slice(key.Start + 1, name.Length).SequenceEqual(name) && outline.EndOfValue(piece + 2) is int valueEnd && valueEnd > 0)
            {
                value = new Stretch(outline.Pieces[piece + 2].Start, valueEnd);
                return true;
            }
        }

        (key, value) = (default, default);
        return false;
    }

    /// <summary>A random message that is an object; -1 if there is none.</summary>
    public static int PickObject(MutationContext context)
    {
        if (!context.TryPickMessage(out Stretch message))
        {
            return -1;
        }

        return context.Input[message.Start] == '{' ? Opener(context.Outline, message) : -1;
    }
}
