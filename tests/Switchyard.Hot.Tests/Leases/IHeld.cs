namespace Switchyard.Hot.Tests.Leases;

/// <summary>A lease that was acquired.</summary>
internal interface IHeld
{
    IHeld Share();

    void Release();
}
