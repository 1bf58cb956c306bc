namespace QmpFuzz.Recorder.Redaction;

/// <summary>What a string is, as far as its place in the message tells.</summary>
internal enum StringRole : byte
{
    /// <summary>A text, which may hold a secret that is known or announced in it.</summary>
    Text,

    /// <summary>The name of a member.</summary>
    Name,

    /// <summary>The name of the command.</summary>
    Command,

    /// <summary>A secret, unless the command turns out to be harmless.</summary>
    Conditional,

    Secret,

    /// <summary>The rest of a text, from where a secret was announced.</summary>
    Rest,
}

/// <summary>
/// Where one side's messages stand: nesting, the member whose value is next, and what is known of the command. Only a command that was
/// named once and where a command is named counts as harmless; in doubt a value is a secret.
/// </summary>
internal sealed class MessageContext(SecretRules rules, bool fromClient)
{
    private const int Deepest = 1024;                       // QEMU gives the message up here

    private readonly ulong[] _objects = new ulong[(Deepest / 64) + 1];
    private int _depth;
    private bool _nameExpected;
    private NameKind _last;                                 // of the string just read
    private NameKind _member;                               // whose value is next
    private NameKind _region;                               // of a container that belongs to such a member
    private int _regionDepth;
    private Knowledge _command;

    private enum Knowledge : byte
    {
        None,
        Harmless,
        Sensitive,
    }

    /// <summary>Strings that were read may turn out to repeat a secret that is still to come.</summary>
    public bool IsUnsettled => fromClient && _depth > 0 && _command != Knowledge.Harmless;

    /// <summary>A value outside of strings, or a string, begins: what is it?</summary>
    public StringRole BeginValue(bool isString)
    {
        bool isName = isString && _nameExpected && _region == NameKind.Plain;
        NameKind kind = (NameKind)Math.Max((byte)_region, (byte)_member);
        (_member, _last) = (NameKind.Plain, NameKind.Plain);
        return isName ? StringRole.Name
            : kind switch
            {
                NameKind.Command when isString => StringRole.Command,
                NameKind.Secret => StringRole.Secret,
                NameKind.Conditional => ConditionalNow(),
                _ => StringRole.Text,
            };
    }

    /// <summary>A string has ended that a colon may follow.</summary>
    public void EndName(ReadOnlySpan<byte> name)
    {
        NameKind kind = rules.KindOf(name);
        _last = !fromClient && kind is NameKind.Command or NameKind.Conditional ? NameKind.Plain : kind;
    }

    /// <summary>A name has ended that is longer than any that we know: better a secret.</summary>
    public void EndLongName() => _last = NameKind.Secret;

    /// <summary>The command has been named. False: it is none that is known to be harmless.</summary>
    public bool TryNameHarmless(ReadOnlySpan<byte> command)
    {
        bool harmless = _command == Knowledge.None && rules.IsHarmless(command);
        _command = harmless ? Knowledge.Harmless : Knowledge.Sensitive;
        return harmless;
    }

    public void Colon()
    {
        (_member, _last, _nameExpected) = (_last, NameKind.Plain, false);
        if (_member == NameKind.Command && _depth != 1)
        {
            (_member, _command) = (NameKind.Plain, Knowledge.Sensitive);
        }
    }

    public void Comma()
    {
        (_member, _last) = (NameKind.Plain, NameKind.Plain);
        _nameExpected = _depth > 0 && (_objects[_depth / 64] >> (_depth % 64) & 1) != 0;
    }

    /// <summary>A container opens. False: deeper than there can be, and the message ends here.</summary>
    public bool TryOpen(bool isObject)
    {
        if (_depth == Deepest)
        {
            Reset();
            return false;
        }

        if (_member > _region && _member != NameKind.Command && !(_member == NameKind.Conditional && _command == Knowledge.Harmless))
        {
            (_region, _regionDepth) = (_member, _depth);    // the outer one, if there was one, may end with this one: no secret is in an id only
        }

        (_member, _last, _nameExpected) = (NameKind.Plain, NameKind.Plain, isObject);
        _depth++;
        ulong bit = 1UL << (_depth % 64);
        _objects[_depth / 64] = isObject ? _objects[_depth / 64] | bit : _objects[_depth / 64] & ~bit;
        return true;
    }

    /// <summary>A container closes. True: the message has ended.</summary>
    public bool Close()
    {
        _depth--;
        (_member, _last, _nameExpected) = (NameKind.Plain, NameKind.Plain, false);
        if (_depth <= 0)
        {
            Reset();
            return true;
        }

        _region = _depth == _regionDepth ? NameKind.Plain : _region;
        return false;
    }

    /// <summary>The message has ended, or will not be completed.</summary>
    public void Reset()
    {
        (_depth, _nameExpected, _last, _member, _region, _regionDepth) = (0, false, NameKind.Plain, NameKind.Plain, NameKind.Plain, 0);
        _command = Knowledge.None;
    }

    public void CopyFrom(MessageContext other)
    {
        (_depth, _nameExpected, _last, _member, _region, _regionDepth) = (other._depth, other._nameExpected, other._last, other._member, other._region, other._regionDepth);
        _command = other._command;
        other._objects.CopyTo(_objects, 0);
    }

    private StringRole ConditionalNow() => _command switch
    {
        Knowledge.None => StringRole.Conditional,
        Knowledge.Harmless => StringRole.Text,
        _ => StringRole.Secret,
    };
}
