namespace QmpFuzz.Tests.Support;

/// <summary>The program of Support/FragileServer, as a user would name it.</summary>
internal static class FragileServers
{
    public static string Program => Path.Combine(AppContext.BaseDirectory, "QmpFuzz.Tests.FragileServer");

    public static string Target => $"cmd:{Program} {{socket}}";
}
