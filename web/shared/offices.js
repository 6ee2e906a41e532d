/** Offices and roles that the policy names; each is the message `office-NAME` of offices.ftl. */

/** In the order in which they are offered. */
export const OFFICES = [
  "sales", "market_department", "quality_department", "manufacturing", "production", "research_and_development", "accounting", "after_sales", "responsible_department", "general_manager_office",
  "sales_manager", "deputy_general_manager", "general_manager", "chairman", "division_manager", "branch_manager", "manager", "director", "factory_director", "supervisor", "service_supervisor", "customer_service_supervisor",
  "customer_service_centre", "desk", "department", "leader", "engineer", "project", "archive", "property_officer", "quality_inspector", "quality_record_procedure", "repair_head", "technical_department_head", "technical_quality_department",
];
