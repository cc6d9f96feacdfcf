namespace Switchyard.Model.Bundles;

/// <summary>How a bundle's server is reached. The names of the API are lower-case: <c>stdio</c> (or <c>process</c>), <c>mcpb</c>, <c>http</c>, <c>sse</c>.</summary>
public enum BundleType
{
    /// <summary>A child process that speaks over its standard input and output.</summary>
    Stdio,

    /// <summary>A child process out of an <c>mcpb</c> archive; its manifest names command, arguments and fields.</summary>
    Mcpb,

    /// <summary>A remote server, streamable HTTP.</summary>
    Http,

    /// <summary>A remote server, HTTP with server-sent events (the transport of 2024-11-05).</summary>
    Sse,
}
