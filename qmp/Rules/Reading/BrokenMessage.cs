namespace QmpFuzz.Qmp.Rules.Reading;

internal enum BrokenStep
{
    /// <summary>The message goes on.</summary>
    Continues,

    /// <summary>It ended with that byte: one error.</summary>
    Ends,

    /// <summary>No token begins or goes on with that byte: one error now, and what follows is skipped up to a bracket, a comma, a colon or the line's end.</summary>
    Stray,

    /// <summary>It cannot be said what a server makes of it.</summary>
    Unclear,
}

/// <summary>
/// Follows a message that is certainly not JSON up to where a server that cuts its input as QEMU's lexer and streamer do ends it: with the
/// bracket that makes braces and brackets even or one of them negative, or with a byte that no token has.
/// </summary>
internal sealed class BrokenMessage(bool isStrictJson)
{
    private int _braces;
    private int _brackets;
    private Token _token;

    private enum Token : byte
    {
        None,
        InString,
        Escape,
        Word,
        Minus,
        Zero,
        Digits,
        Point,
        Fraction,
        Exponent,
        ExponentSign,
        ExponentDigits,
    }

    /// <summary>Goes on where the grammar refused that byte.</summary>
    public BrokenStep Begin(GrammarReader grammar, byte refused)
    {
        (_braces, _brackets) = grammar.CountOpen();
        _token = Token.None;
        switch (grammar.Place)
        {
            case GrammarPlace.Value:
                // a 0 may have stood before it, and strictly 0e5 is a number
                return isStrictJson && (refused | 0x20) == 'e' ? BrokenStep.Unclear : Between(refused);
            case GrammarPlace.Literal:
                _token = Token.Word;
                return Step(refused);
            case GrammarPlace.Escape when refused == '\'' && !isStrictJson:
                return BrokenStep.Unclear;                  // QEMU takes it
            case GrammarPlace.String or GrammarPlace.Escape or GrammarPlace.Unicode:
                _token = grammar.Place == GrammarPlace.Escape ? Token.Escape : Token.InString;
                return Step(refused);
            default:
                return BrokenStep.Stray;                    // a number takes the byte with it that cannot stand there
        }
    }

    public BrokenStep Step(byte next) => _token switch
    {
        Token.None => Between(next),
        Token.InString or Token.Escape => InsideString(next),
        Token.Word => next is >= (byte)'a' and <= (byte)'z' ? BrokenStep.Continues : AfterScalar(next),
        _ => Numeric(next),
    };

    private bool IsEven => _braces <= 0 && _brackets <= 0;

    private BrokenStep To(Token token)
    {
        _token = token;
        return BrokenStep.Continues;
    }

    private BrokenStep Between(byte next)
    {
        switch (next)
        {
            case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n': return BrokenStep.Continues;
            case (byte)'{': return Open(ref _braces);
            case (byte)'[': return Open(ref _brackets);
            case (byte)'}': return Close(ref _braces);
            case (byte)']': return Close(ref _brackets);
            case (byte)',' or (byte)':': return IsEven ? BrokenStep.Ends : BrokenStep.Continues;
            case (byte)'"': return To(Token.InString);
            case (byte)'\'' when !isStrictJson: return BrokenStep.Unclear;
            case (byte)'-': return Scalar(Token.Minus);
            case (byte)'0': return Scalar(Token.Zero);
            case >= (byte)'1' and <= (byte)'9': return Scalar(Token.Digits);
            case >= (byte)'a' and <= (byte)'z': return Scalar(Token.Word);
            default: return BrokenStep.Stray;
        }
    }

    /// <summary>A number or a word that is a message by itself is answered at the byte behind it, which may not be taken then.</summary>
    private BrokenStep Scalar(Token token) => IsEven ? BrokenStep.Unclear : To(token);

    private BrokenStep Open(ref int count)
    {
        count++;
        return _braces + _brackets > GrammarReader.DepthLimit ? BrokenStep.Unclear : BrokenStep.Continues;
    }

    private BrokenStep Close(ref int count) => --count < 0 || IsEven ? BrokenStep.Ends : BrokenStep.Continues;

    private BrokenStep InsideString(byte next)
    {
        if (next < 0x20)
        {
            return BrokenStep.Stray;
        }

        if (_token == Token.Escape)
        {
            return To(Token.InString);
        }

        if (next == '"')
        {
            _token = Token.None;
            return IsEven ? BrokenStep.Ends : BrokenStep.Continues;
        }

        return next == '\\' ? To(Token.Escape) : BrokenStep.Continues;
    }

    private BrokenStep Numeric(byte next)
    {
        bool digit = char.IsAsciiDigit((char)next);
        bool exponent = (next | 0x20) == 'e';
        return _token switch
        {
            Token.Minus => next == '0' ? To(Token.Zero) : digit ? To(Token.Digits) : BrokenStep.Stray,
            Token.Zero when exponent && isStrictJson => BrokenStep.Unclear,
            Token.Zero when digit => BrokenStep.Stray,
            Token.Zero or Token.Digits when next == '.' => To(Token.Point),
            Token.Digits or Token.Fraction or Token.ExponentDigits when digit => BrokenStep.Continues,
            Token.Digits or Token.Fraction when exponent => To(Token.Exponent),
            Token.Point => digit ? To(Token.Fraction) : BrokenStep.Stray,
            Token.Exponent when next is (byte)'+' or (byte)'-' => To(Token.ExponentSign),
            Token.Exponent or Token.ExponentSign => digit ? To(Token.ExponentDigits) : BrokenStep.Stray,
            _ => AfterScalar(next),
        };
    }

    private BrokenStep AfterScalar(byte next)
    {
        _token = Token.None;
        return Between(next);
    }
}
