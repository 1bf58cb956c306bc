using System.Text.Json;
using System.Text.RegularExpressions;

namespace QmpFuzz.Fuzz.Reports;

/// <summary>
/// A report in SARIF 2.1.0, for code scanning: a run a target, a result a finding. Where the place is known it is a line of the source,
/// otherwise the minimised input.
/// </summary>
public static partial class SarifReport
{
    private const string Schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Write(FolderReport report) => JsonSerializer.Serialize(
        new Dictionary<string, object> { ["$schema"] = Schema, ["version"] = "2.1.0", ["runs"] = report.Campaigns.Select(campaign => Run(campaign)) },
        Indented);

    private static object Run(CampaignReport campaign)
    {
        string[] rules = [.. campaign.Findings.Select(RuleOf).Distinct()];
        return new
        {
            tool = new
            {
                driver = new
                {
                    name = "qmpfuzz",
                    semanticVersion = typeof(SarifReport).Assembly.GetName().Version!.ToString(3),
                    rules = rules.Select(rule => new { id = rule, shortDescription = new { text = $"{rule}: what an oracle of qmpfuzz objects to" } }),
                },
            },
            automationDetails = new { id = $"qmpfuzz/{campaign.Name}" },
            results = campaign.Findings.Select(finding => Result(finding, Array.IndexOf(rules, RuleOf(finding)))),
        };
    }

    private static object Result(FindingEntry finding, int rule) => new
    {
        ruleId = RuleOf(finding),
        ruleIndex = rule,
        level = finding.State == FindingState.Gone ? "none" : "error",
        kind = finding.State == FindingState.Gone ? "pass" : "fail",
        baselineState = finding.State switch
        {
            FindingState.New or FindingState.Back => "new",
            FindingState.Known or FindingState.Unconfirmed => "unchanged",
            _ => "absent",
        },
        message = new { text = $"expected {finding.Expected}; came {finding.Came}\nrepeat with: {finding.Reproduce}" },
        locations = new[] { new { physicalLocation = Location(finding) } },
        partialFingerprints = new Dictionary<string, string> { ["qmpfuzzSignature/v1"] = finding.Signature },
        occurrenceCount = Math.Max(1, finding.Seen.Count),
    };

    /// <summary>The kind of a signature: oracle, and for a rule its name.</summary>
    private static string RuleOf(FindingEntry finding) => finding.Details.StartsWith("rule ", StringComparison.Ordinal)
        ? $"rule/{finding.Details.Split(' ')[1]}"
        : finding.Oracle;

    private static object Location(FindingEntry finding)
    {
        Match place = SourcePlace().Match(finding.Place);
        return place.Success
            ? new { artifactLocation = new { uri = Uri.EscapeDataString(place.Groups["file"].Value).Replace("%2F", "/", StringComparison.Ordinal) }, region = new { startLine = int.Parse(place.Groups["line"].ValueSpan, null) } }
            : new { artifactLocation = new { uri = $"findings/{Uri.EscapeDataString(finding.Signature)}/minimised.qmpt" }, region = new { startLine = 1 } };
    }

    // EarlyIds.Remember, qmp/Server/EarlyIds.cs:24
    [GeneratedRegex(@"(?<file>[^\s,:]+\.\w+):(?<line>[1-9]\d{0,8})$")]
    private static partial Regex SourcePlace();
}
