namespace QmpFuzz.Corpus.Sessions;

/// <summary>The words of the format, as they stand in the file.</summary>
internal static class SessionKind
{
    public const string Client = "c";
    public const string Server = "s";
    public const string Descriptors = "fd";
    public const string Gap = "gap";
    public const string EndOfInput = "eof";
    public const string Close = "close";
    public const string Reset = "reset";
    public const string Note = "note";

    /// <summary>Fourth element of a chunk that is not UTF-8.</summary>
    public const string Base64 = "b64";

    public static string Of(SessionSide side) => side == SessionSide.Client ? Client : Server;
}
