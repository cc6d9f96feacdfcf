namespace Switchyard.Gateway.Bridges.Bedrock.Credentials;

/// <summary>What the credential chain may look at: the process's environment, its files, and HTTP. Tests put others in their place.</summary>
/// <param name="Variable">Value of an environment variable, or null.</param>
/// <param name="ReadFile">Text of a file, or null when it does not exist.</param>
/// <param name="Http">Makes the calls to STS, container and instance endpoints; the egress rules of the node hold for it, so link-local endpoints must be allowed.</param>
internal sealed record AwsPlatform(Func<string, string?> Variable, Func<string, string?> ReadFile, HttpMessageInvoker Http)
{
    /// <summary>The platform this process runs on.</summary>
    public static AwsPlatform Process(HttpMessageInvoker http) =>
        new(Environment.GetEnvironmentVariable, path => File.Exists(path) ? File.ReadAllText(path) : null, http);

    /// <summary>Value of the variable <paramref name="name"/>; null when it is unset or empty.</summary>
    public string? Set(string name) => Variable(name) is { Length: > 0 } value ? value : null;
}
