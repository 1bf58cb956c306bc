namespace QmpFuzz.Replay.Reports;

/// <summary>Colours for a terminal, or none.</summary>
internal sealed class Ink(bool colours)
{
    public string Bad(string text) => Paint("31", text);

    public string Good(string text) => Paint("32", text);

    public string Notable(string text) => Paint("33", text);

    public string Faint(string text) => Paint("2", text);

    private string Paint(string code, string text) => colours ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
