namespace Switchyard.Admin.SignIn;

/// <summary>The wire names of <see cref="OperatorRole"/>.</summary>
internal static class OperatorRoles
{
    public static IReadOnlyList<string> Names { get; } = ["viewer", "operator", "admin"];

    public static string NameOf(OperatorRole role) => Names[(int)role];

    public static bool TryParse(string? name, out OperatorRole role)
    {
        var index = name is null ? -1 : Names.ToList().IndexOf(name);
        role = (OperatorRole)Math.Max(index, 0);
        return index >= 0;
    }
}
