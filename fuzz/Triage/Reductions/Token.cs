using QmpFuzz.Corpus.Testcases;

namespace QmpFuzz.Fuzz.Triage.Reductions;

internal enum TokenKind : byte
{
    /// <summary>A schedule step.</summary>
    Step,
    Open,
    Close,
    Comma,
    Colon,

    /// <summary>A string, number or word, or whatever else stands together.</summary>
    Text,
    Space,

    /// <summary>A byte that means nothing in JSON: a reset byte among others.</summary>
    Other,
}

/// <summary>Where something stands in a testcase as it is in the file.</summary>
internal readonly record struct Token(TokenKind Kind, int Start, int End)
{
    /// <summary>Cuts any bytes into tokens: no input is wrong, and all bytes belong to one.</summary>
    public static List<Token> Scan(byte[] testcase)
    {
        List<Token> tokens = [];
        int at = 0;
        while (at < testcase.Length)
        {
            Token token = Next(testcase, at);
            tokens.Add(token);
            at = token.End;
        }

        return tokens;
    }

    private static Token Next(byte[] testcase, int at)
    {
        byte first = testcase[at];
        return first switch
        {
            ScheduleStep.Introducer => Introduced(testcase, at),
            (byte)'{' or (byte)'[' => new Token(TokenKind.Open, at, at + 1),
            (byte)'}' or (byte)']' => new Token(TokenKind.Close, at, at + 1),
            (byte)',' => new Token(TokenKind.Comma, at, at + 1),
            (byte)':' => new Token(TokenKind.Colon, at, at + 1),
            (byte)'"' or (byte)'\'' => new Token(TokenKind.Text, at, EndOfString(testcase, at)),
            (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' => new Token(TokenKind.Space, at, at + 1),
            _ when IsWord(first) => new Token(TokenKind.Text, at, EndOfWord(testcase, at)),
            _ => new Token(TokenKind.Other, at, at + 1),
        };
    }

    private static Token Introduced(byte[] testcase, int at)
    {
        if (at + 1 == testcase.Length)
        {
            return new Token(TokenKind.Other, at, at + 1);
        }

        byte letter = testcase[at + 1];
        int length = ScheduleStep.TakesArgument(letter) ? 3 : 2;
        bool whole = ScheduleStep.IsLetter(letter) && at + length <= testcase.Length;
        return whole ? new Token(TokenKind.Step, at, at + length)
            : new Token(TokenKind.Other, at, letter == ScheduleStep.Introducer ? at + 2 : at + 1);
    }

    private static bool IsWord(byte next) => char.IsAsciiLetterOrDigit((char)next) || next is (byte)'-' or (byte)'+' or (byte)'.';

    private static int EndOfWord(byte[] testcase, int at)
    {
        while (at < testcase.Length && IsWord(testcase[at]))
        {
            at++;
        }

        return at;
    }

    // A string ends at its quote, or before a step or a line's end: no server reads beyond that.
    private static int EndOfString(byte[] testcase, int at)
    {
        byte quote = testcase[at++];
        while (at < testcase.Length && testcase[at] is not ((byte)'\n' or ScheduleStep.Introducer))
        {
            byte next = testcase[at++];
            if (next == quote)
            {
                break;
            }

            at += next == '\\' && at < testcase.Length ? 1 : 0;
        }

        return at;
    }
}
