using System.Net.Sockets;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Architecture;

/// <summary>The arrows between the rooms, and inside <c>qmp</c>, hold in what was compiled.</summary>
public sealed class ArchitectureTests
{
    private static readonly string Qmp = AssemblyOf("QmpFuzz.Qmp");

    /// <summary>Inside qmp: who must not know whom.</summary>
    public static TheoryData<string, string> Strangers() => new()
    {
        { "Json", "Messages" }, { "Json", "Dialects" }, { "Json", "Server" }, { "Json", "Machine" }, { "Json", "Transport" }, { "Json", "Rules" },
        { "Messages", "Dialects" }, { "Messages", "Server" }, { "Messages", "Machine" }, { "Messages", "Transport" }, { "Messages", "Rules" },
        { "Dialects", "Transport" }, { "Machine", "Transport" }, { "Server", "Transport" }, { "Rules", "Transport" },
        { "Transport", "Json" }, { "Transport", "Messages" }, { "Transport", "Arguments" }, { "Transport", "Machine" },
        { "Arguments", "Server" }, { "Arguments", "Machine" }, { "Arguments", "Transport" }, { "Json", "Arguments" }, { "Messages", "Arguments" },
    };

    public static TheoryData<string> Projects() => new(Arrows.Allowed.Keys);

    [Theory]
    [MemberData(nameof(Projects))]
    public void Assembly_OfARoom_RefersOnlyAlongTheArrows(string project) =>
        Complaints.AssertNone(Arrows.Offences(project, References(AssemblyOf(project))));

    [Theory]
    [MemberData(nameof(Projects))]
    public void ProjectFile_OfARoom_DeclaresOnlyTheArrows(string project) =>
        Complaints.AssertNone(Arrows.DeclaredOffences(project, DeclaredReferences(project)));

    [Fact]
    public void Arrows_OfAForbiddenReference_AreOffences()
    {
        Assert.Equal(["QmpFuzz.Qmp -> QmpFuzz.Corpus"], Arrows.Offences("QmpFuzz.Qmp", ["System.Runtime", "QmpFuzz.Corpus"]));
        Assert.Equal(["QmpFuzz.Replay -> QmpFuzz.Tests"], Arrows.Offences("QmpFuzz.Replay", ["QmpFuzz.Tests", "QmpFuzz.Qmp"]));
        Assert.Equal(["QmpFuzz.Corpus -> System.CommandLine"], Arrows.Offences("QmpFuzz.Corpus", ["System.CommandLine"]));
        Assert.Contains("QmpFuzz.Qmp", References(AssemblyOf("QmpFuzz.Tests")));
    }

    [Theory]
    [MemberData(nameof(Strangers))]
    public void Namespace_OfQmp_DoesNotKnow(string room, string stranger) =>
        Complaints.AssertNone(TypeUses.Find(Qmp, TypeUses.In($"QmpFuzz.Qmp.{room}"), TypeUses.In($"QmpFuzz.Qmp.{stranger}")));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Sockets_OutsideTransport_AreNotUsed(string project) =>
        Complaints.AssertNone(TypeUses.Find(AssemblyOf(project), room => !TypeUses.In("QmpFuzz.Qmp.Transport")(room), TypeUses.In("System.Net.Sockets")));

    [Fact]
    public void TypeUses_OfATypeWithASocket_AreFound()
    {
        string tests = AssemblyOf("QmpFuzz.Tests");
        Assert.Contains(
            $"{typeof(ArchitectureTests).FullName} -> {typeof(Socket).FullName}",
            TypeUses.Find(tests, TypeUses.In("QmpFuzz.Tests.Architecture"), TypeUses.In("System.Net.Sockets")));
        Assert.NotEmpty(TypeUses.Find(Qmp, TypeUses.In("QmpFuzz.Qmp.Transport"), TypeUses.In("System.Net.Sockets")));
    }

    // the tests lie in artifacts/bin/QmpFuzz.Tests/release, the others beside it
    private static string AssemblyOf(string project)
    {
        DirectoryInfo here = new(AppContext.BaseDirectory);
        string name = project == "QmpFuzz.Cli" ? "qmpfuzz" : project;
        return Path.Combine(here.Parent!.Parent!.FullName, project, here.Name, $"{name}.dll");
    }

    private static List<string> References(string assembly)
    {
        using PEReader file = new(File.OpenRead(assembly));
        MetadataReader metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }

    private static IEnumerable<string> DeclaredReferences(string project)
    {
        string file = Directory
            .EnumerateFiles(Repository.Root, $"{project}.csproj", SearchOption.AllDirectories)
            .Single(path => !path.Contains("/artifacts/", StringComparison.Ordinal));
        return XDocument.Load(file)
            .Descendants()
            .Where(element => element.Name.LocalName is "ProjectReference" or "PackageReference")
            .Select(element => Path.GetFileNameWithoutExtension(element.Attribute("Include")!.Value + (element.Name.LocalName == "PackageReference" ? ".package" : "")));
    }

    private sealed class BadSample
    {
        public static bool IsRefused(Exception failure) => failure is SocketException { SocketErrorCode: SocketError.ConnectionRefused } || Open() is null;

        private static Socket? Open() => null;
    }
}
