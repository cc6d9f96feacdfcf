namespace Switchyard.Configuration.Sources;

/// <summary>A configuration whose content can not be applied. Trying again without a change of the content is useless.</summary>
public sealed class ConfigurationRejectedException : Exception
{
    /// <summary>Rejects for one reason.</summary>
    /// <param name="reason">What is wrong, without secrets.</param>
    /// <param name="innerException">Its cause, or null.</param>
    public ConfigurationRejectedException(string reason, Exception? innerException = null)
        : base(reason, innerException) => Faults = [new ConfigurationFault(null, 0, 0, "", reason)];

    /// <summary>Rejects for all of <paramref name="faults"/> (one or more).</summary>
    public ConfigurationRejectedException(IReadOnlyList<ConfigurationFault> faults)
        : base(string.Join(Environment.NewLine, faults)) => Faults = faults;

    /// <summary>The revision whose documents are wrong on this node, or null when it is not the documents.</summary>
    public long? DocumentsOf { get; init; }

    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<ConfigurationFault> Faults { get; }
}
