using System.Globalization;
using System.Text;
using System.Xml;

namespace QmpFuzz.Fuzz.Reports;

/// <summary>
/// A report for CI servers that read JUnit's XML: a suite a target, a test a finding. What is new fails; what is known is skipped, and
/// what does not happen any more passes.
/// </summary>
public static class JUnitReport
{
    private static readonly XmlWriterSettings Form = new() { Indent = true, Encoding = new UTF8Encoding(false), CheckCharacters = true, NewLineChars = "\n" };

    public static string Write(FolderReport report)
    {
        using StringWriter text = new Utf8Text();
        using (XmlWriter xml = XmlWriter.Create(text, Form))
        {
            xml.WriteStartElement("testsuites");
            foreach (CampaignReport campaign in report.Campaigns)
            {
                WriteSuite(xml, campaign);
            }

            WriteRegressions(xml, report);
            xml.WriteEndElement();
        }

        return text.ToString();
    }

    private static void WriteSuite(XmlWriter xml, CampaignReport campaign)
    {
        int failures = campaign.Findings.Count(Fails);
        int skipped = campaign.Findings.Count(IsSkipped);
        BeginSuite(xml, campaign.Name, campaign.Findings.Count + 1, failures, skipped, campaign.Summary?.Status);
        WriteCase(xml, campaign.Name, "campaign");          // a suite without tests is an error to some servers
        xml.WriteEndElement();
        foreach (FindingEntry finding in campaign.Findings)
        {
            WriteCase(xml, campaign.Name, finding.Signature);
            WriteResult(xml, finding);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteResult(XmlWriter xml, FindingEntry finding)
    {
        string? element = Fails(finding) ? "failure" : IsSkipped(finding) ? "skipped" : null;
        if (element is null)
        {
            return;
        }

        xml.WriteStartElement(element);
        xml.WriteAttributeString("type", finding.Oracle);
        xml.WriteAttributeString("message", Legal($"{finding.State.ToString().ToLowerInvariant()}: {finding.KnownAs ?? finding.Came}"));
        xml.WriteString(Legal($"expected   {finding.Expected}\ncame       {finding.Came}\nplace      {finding.Place}\n{finding.Details}\nreproduce  {finding.Reproduce}\n"));
        xml.WriteEndElement();
    }

    private static void WriteRegressions(XmlWriter xml, FolderReport report)
    {
        if (report.Nights.Count == 0 || report.Nights[^1].Regressions == 0)
        {
            return;
        }

        int passed = report.Nights[^1].Regressions - report.Broken.Count;
        BeginSuite(xml, "regressions", report.Broken.Count + 1, report.Broken.Count, 0, null);
        WriteCase(xml, "regressions", string.Create(CultureInfo.InvariantCulture, $"{passed} as they should be"));
        xml.WriteEndElement();
        foreach (string broken in report.Broken)
        {
            WriteCase(xml, "regressions", broken);
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("message", "does not do what its state says");
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void BeginSuite(XmlWriter xml, string name, int tests, int failures, int skipped, CampaignStatus? status)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", Legal(name));
        xml.WriteAttributeString("tests", XmlConvert.ToString(tests));
        xml.WriteAttributeString("failures", XmlConvert.ToString(failures));
        xml.WriteAttributeString("errors", "0");
        xml.WriteAttributeString("skipped", XmlConvert.ToString(skipped));
        if (status is not null)
        {
            xml.WriteAttributeString("time", status.Elapsed.TotalSeconds.ToString("F3", CultureInfo.InvariantCulture));
            xml.WriteAttributeString("timestamp", status.Started.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        }
    }

    private static void WriteCase(XmlWriter xml, string suite, string name)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Legal($"qmpfuzz.{suite}"));
        xml.WriteAttributeString("name", Legal(name));
    }

    private static bool Fails(FindingEntry finding) => finding.State is FindingState.New or FindingState.Back;

    private static bool IsSkipped(FindingEntry finding) => finding.State is FindingState.Known or FindingState.Unconfirmed;

    // XML has no form at all for most control characters and lone surrogates
    private static string Legal(string text)
    {
        StringBuilder legal = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isLegal = rune.Value > char.MaxValue || XmlConvert.IsXmlChar((char)rune.Value);
            legal.Append(isLegal ? rune.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\x{rune.Value:X2}"));
        }

        return legal.ToString();
    }

    private sealed class Utf8Text() : StringWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
