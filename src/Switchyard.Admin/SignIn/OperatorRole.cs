namespace Switchyard.Admin.SignIn;

/// <summary>What an operator may do, each role including the ones before it.</summary>
internal enum OperatorRole
{
    /// <summary>Reads everything but changes nothing.</summary>
    Viewer,

    /// <summary>Runs the system: providers, keys, access, configuration.</summary>
    Operator,

    /// <summary>Also decides who operates it, and handles sealing keys.</summary>
    Admin,
}
