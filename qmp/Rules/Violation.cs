namespace QmpFuzz.Qmp.Rules;

/// <summary>
/// One rule broken once. The rule and the word <paramref name="Kind"/> tell two bugs apart; <paramref name="Line"/> is the number of
/// the server's line on this connection, the greeting being 1.
/// </summary>
public sealed record Violation(ProtocolRule Rule, string Kind, int Monitor, int Line, string Expected, string Came)
{
    public override string ToString() => $"{Rule.Name} ({Kind}), monitor {Monitor}, server line {Line}: expected {Expected}; came {Came}";
}
