using System.Globalization;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Oracles;

namespace QmpFuzz.Fuzz.Triage;

/// <summary>A finding for a reader.</summary>
public static class FindingText
{
    /// <summary>What stands in the details of a finding whose input showed nothing when it ran alone.</summary>
    public const string NotSeenAgain = "NOT SEEN AGAIN when the input ran alone.";

    /// <summary>Signature, expectation, what came, and where: a few lines.</summary>
    public static string Verdict(Finding finding) => string.Join(
        '\n',
        $"signature  {finding.Signature}",
        $"expected   {finding.Expected}",
        $"came       {finding.Came}",
        $"place      {finding.Place}",
        Indented(finding.Details));

    internal static string Report(Finding finding, FindingInputs inputs, string reproduce, ExecutionLog transcript)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture);
        text.NewLine = "\n";
        text.WriteLine(Verdict(finding));
        text.WriteLine();
        text.WriteLine($"input      {FindingStore.InputName}, {inputs.Input.Length} bytes");
        text.WriteLine($"minimised  {FindingStore.MinimisedName}, {inputs.Minimised.Length} bytes");
        text.WriteLine(inputs.Before.Count == 0 ? "needs      nothing before it" : $"needs      the {inputs.Before.Count} testcases in {FindingStore.BeforeName}/ before it, in one process");
        text.WriteLine($"reproduce  {reproduce}");
        text.WriteLine();
        text.WriteLine("the minimised input, as a conversation:");
        TranscriptText.Write(transcript, text);
        return text.ToString();
    }

    private static string Indented(string details) => string.Join('\n', details.Split('\n').Select(line => $"           {line.TrimEnd('\r')}")).TrimEnd();
}
