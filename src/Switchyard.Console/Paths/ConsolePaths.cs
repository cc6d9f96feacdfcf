namespace Switchyard.Console.Paths;

/// <summary>Where the console's pages are.</summary>
internal static class ConsolePaths
{
    /// <summary>The start page.</summary>
    public const string Root = "/console";

    /// <summary>What the framework's circuits are asked for.</summary>
    public const string Circuit = "/_blazor";

    /// <summary>The page of chats.</summary>
    public const string Chats = "/console/chats";

    /// <summary>The page that asks for a credential.</summary>
    public const string SignIn = "/console/sign-in";

    /// <summary>The sign-in page, which leads on to <paramref name="target"/>.</summary>
    public static string SignInFor(string target) => target is Root or "/" or "" ? SignIn : $"{SignIn}?then={Uri.EscapeDataString(target)}";

    /// <summary>A page of the console and nothing else: what a link from elsewhere says can not lead away.</summary>
    public static string OwnOrRoot(string? target) =>
        target is not null && (target == Root || target.StartsWith(Root + "/", StringComparison.Ordinal)) && !target.Contains('\\', StringComparison.Ordinal) && !target.StartsWith(SignIn, StringComparison.Ordinal)
            ? target
            : Root;
}
