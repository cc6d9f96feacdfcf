namespace Switchyard.Host.Health;

/// <summary>Whether this process should get traffic, and why not.</summary>
internal interface IReadiness
{
    ReadinessReport Report();
}
