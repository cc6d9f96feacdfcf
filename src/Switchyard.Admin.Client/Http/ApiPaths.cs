namespace Switchyard.Admin.Client.Http;

/// <summary>Puts values into addresses.</summary>
internal static class ApiPaths
{
    public const string Root = "/api/v1";

    public static string Segment(string value) => Uri.EscapeDataString(value);

    /// <summary>Appends the parameters that are not null.</summary>
    public static string WithQuery(string path, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var separator = '?';
        foreach (var (name, value) in parameters)
        {
            if (value is not null)
            {
                path += $"{separator}{name}={Uri.EscapeDataString(value)}";
                separator = '&';
            }
        }

        return path;
    }

    /// <summary>Turns a limit into its text.</summary>
    public static string? Limit(int? limit) => limit?.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
