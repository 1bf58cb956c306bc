namespace QmpFuzz.Qmp.Extensions;

/// <summary>
/// Something in a downstream's command or event that upstream's does not have: <paramref name="Path"/> leads there from the command
/// (<c>argument force</c>, <c>return.status</c>), <paramref name="Name"/> is set where it is an added member.
/// </summary>
internal sealed record Difference(string Path, string Reason, string? Name = null)
{
    public static Difference Added(string path, string name) => new(path, "is not in upstream's", name);
}
