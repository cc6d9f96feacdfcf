namespace Switchyard.Host.Serving;

/// <summary>With which code the process ends.</summary>
internal sealed class NodeExit
{
    public const int Failed = 1;

    /// <summary>The very first configuration was refused (<c>EX_CONFIG</c> of sysexits.h).</summary>
    public const int BadConfiguration = 78;

    /// <summary>0 unless something said otherwise.</summary>
    public int Code { get; set; }
}
