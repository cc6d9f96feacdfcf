namespace Switchyard.Model.Providers;

/// <summary>What happens to the upstream call when the client disconnects.</summary>
public enum DisconnectPolicy
{
    /// <summary>The call is cancelled within 100 ms; usage so far is recorded.</summary>
    Cancel,

    /// <summary>The response is read to its end for exact usage.</summary>
    Drain,
}
